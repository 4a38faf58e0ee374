import Observables
import State
import ThreatConnect

/// The writes of an interrupted run whose outcome is unknown: each is looked up and settled before anything is planned.
struct OpenEntries {
    let client: ThreatConnectClient
    let ledger: any Ledger
    let now: @Sendable () -> Int

    /// - Returns: How many are still unknown because the server could not be asked.
    func settle(run: String) async throws -> Int {
        let open = try ledger.entries(run: run).filter { $0.state == .intended }
        var unknown = 0
        for (owner, entries) in Dictionary(grouping: open, by: \.owner).sorted(by: { $0.key < $1.key }) {
            let targets = entries.compactMap(\.target)
            let observables = Array(Set(targets.map(\.observable)))
            let copies = try await client.copies(of: observables, owner: owner.isEmpty ? nil : owner)
            for entry in entries {
                guard let target = entry.target, let operation = try entry.writeOperation,
                    case .success(let copy)? = copies[target.observable]
                else {
                    unknown += 1
                    continue
                }
                try settle(entry, EffectCheck.effect(of: operation, in: copy))
            }
        }
        return unknown
    }

    private func settle(_ entry: LedgerEntry, _ effect: EffectCheck.Effect) throws {
        switch effect {
        case .done(let remote):
            try ledger.settle(entry.id, as: .done, remoteID: remote, detail: "found on the server", at: now())
        case .missing:
            try ledger.settle(entry.id, as: .failed, remoteID: nil, detail: "not found on the server", at: now())
        case .unknown: break
        }
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
