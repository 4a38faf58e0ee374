import Observables
import State
import ThreatConnect

/// The writes of an earlier run whose outcome is unknown: each is looked up and settled before anything is planned or undone.
struct OpenEntries {
    let client: ThreatConnectClient
    let ledger: any Ledger
    let settling: SettleTime

    /// Backoff between the attempts of one write may take as long; a request that was intended longer ago is not sent any more.
    private static let longestSending = 600

    /// Waits for writes that may still take effect.
    ///
    /// - Returns: How many are still unknown because the server could not be asked.
    func settle(run: String) async throws -> Int {
        let begunAt = settling.now
        var pauses = settling.pauses()
        var open = try ledger.openEntries(run: run)
        var unknown = 0
        while !open.isEmpty {
            var waiting: [LedgerEntry] = []
            for (entry, effect) in try await effects(of: open) {
                switch effect {
                case .unknown: unknown += 1
                case .done(let remote):
                    try settle(entry, as: .done, remote, "found on the server")
                case .missing where try mayStillHappen(entry, begunAt): waiting.append(entry)
                case .missing: try settle(entry, as: .failed, nil, "not found on the server")
                }
            }
            open = waiting
            if !open.isEmpty { try await pauses.next() }
        }
        return unknown
    }

    private func mayStillHappen(_ entry: LedgerEntry, _ begunAt: Int) throws -> Bool {
        guard try entry.writeOperation?.addsWhenRepeated == true else { return false }
        return !settling.isOver(since: min(begunAt, entry.intendedAt + Self.longestSending))
    }

    private func effects(of entries: [LedgerEntry]) async throws -> [(LedgerEntry, EffectCheck.Effect)] {
        var effects: [(LedgerEntry, EffectCheck.Effect)] = []
        for (owner, entries) in Dictionary(grouping: entries, by: \.owner).sorted(by: { $0.key < $1.key }) {
            let observables = Array(Set(entries.compactMap(\.target?.observable)))
            let copies = try await client.copies(of: observables, owner: owner.isEmpty ? nil : owner)
            for entry in entries {
                if let target = entry.target, let operation = try entry.writeOperation,
                    case .success(let copy)? = copies[target.observable]
                {
                    effects.append((entry, EffectCheck.effect(of: operation, in: copy)))
                } else {
                    effects.append((entry, .unknown))
                }
            }
        }
        return effects
    }

    private func settle(_ entry: LedgerEntry, as state: LedgerEntry.State, _ remote: Int64?, _ detail: String) throws {
        try ledger.settle(entry.id, as: state, remoteID: remote, detail: detail, at: settling.now)
    }
}

extension LedgerEntry {
    /// nil for a type of a later version.
    var target: WriteTarget? {
        ObservableKind(name: type).map { kind in
            WriteTarget(
                observable: Observable(kind: kind, canonical: value),
                owner: owner.isEmpty ? nil : owner
            )
        }
    }

    var writeOperation: WriteOperation? {
        get throws { try WriteOperation(name: operation, payload: payload, previous: previous) }
    }
}
