import Logging
import Observables
import State
import ThreatConnect

/// What came of taking one write back.
package struct UndoOutcome: Sendable {
    package enum State: Sendable, Hashable {
        case restored
        /// It was as before already.
        case nothingToDo
        /// Nothing was sent: only shown.
        case wouldRestore
        case failed(String)
    }

    package let target: WriteTarget
    package let operation: WriteOperation
    package let state: State
    /// What cannot be restored, for people.
    package let remains: [String]
}

/// Restores what a write-back replaced, latest write first, as far as the API allows and nobody has changed it since.
///
/// May be repeated: what is restored already is found so. An entry is marked undone after its requests.
struct UndoWriteBack: Sendable {
    let client: ThreatConnectClient
    let ledger: any Ledger
    /// Sends nothing.
    let isTrial: Bool
    let now: @Sendable () -> Int

    /// - Throws: `StateError`, and `RunStoppingError` when no request can succeed; what was undone until then is marked.
    func execute(run: String) async throws -> [UndoOutcome] {
        let entries = try ledger.entries(run: run)
        let open = entries.reversed().filter { $0.undoneAt == nil && $0.state != .failed }
        var outcomes: [UndoOutcome] = []
        for entry in open {
            guard let target = entry.target, let operation = try entry.writeOperation else { continue }
            // With a created indicator goes everything that was reported about it.
            let isCreated = entries.contains { $0.target == target && $0.operation == "create" && $0.state == .done }
            if isCreated, operation == .reportFalsePositive { continue }
            let own = Set(
                entries.filter { $0.target == target && $0.operation == "add_attribute" }.compactMap(\.remoteID)
            )
            outcomes.append(try await undo(entry, target, operation, own))
        }
        return outcomes
    }

    private func undo(
        _ entry: LedgerEntry,
        _ target: WriteTarget,
        _ operation: WriteOperation,
        _ ownAttributes: Set<Int64>
    ) async throws -> UndoOutcome {
        let found = try await client.copies(of: [target.observable], owner: target.owner)[target.observable]
        guard case .success(let copy)? = found else {
            return outcome(target, operation, .failed("its present state could not be read"))
        }
        var remoteID = entry.remoteID
        if entry.state == .intended {
            guard case .done(let remote) = EffectCheck.effect(of: operation, in: copy) else {
                return outcome(target, operation, .nothingToDo)
            }
            remoteID = remote
        }
        let step = UndoStep(operation, remoteID: remoteID, in: copy, ownAttributes: ownAttributes)
        guard !isTrial else {
            return outcome(target, operation, step.actions.isEmpty ? .nothingToDo : .wouldRestore, step.remains)
        }
        for action in step.actions {
            if let failure = try await send(action, target) {
                return outcome(target, operation, .failed(failure), step.remains)
            }
        }
        if step.remains.isEmpty { try ledger.markUndone(entry.id, at: now()) }
        return outcome(target, operation, step.actions.isEmpty ? .nothingToDo : .restored, step.remains)
    }

    /// Returns why it failed; a thing that is gone needs no undoing.
    private func send(_ action: UndoStep.Action, _ target: WriteTarget) async throws(RunStoppingError) -> String? {
        let result: Result<Void, WriteFailure>
        switch action {
        case .deleteIndicator(let id): result = try await client.deleteIndicator(id: id)
        case .change(let id, let change): result = try await client.updateIndicator(id: id, change)
        case .deleteAttribute(let id):
            result = try await client.deleteAttribute(id: id, of: target.observable, owner: target.owner)
        case .restoreAttribute(let previous):
            guard let id = previous.id else { return nil }
            result = try await client.updateAttribute(
                id: id,
                value: previous.value,
                displayed: previous.displayed,
                source: previous.source,
                of: target.observable,
                owner: target.owner
            ).map { _ in }
        }
        guard case .failure(let failure) = result, failure.code != .notFound else { return nil }
        return failure.detail
    }

    private func outcome(
        _ target: WriteTarget,
        _ operation: WriteOperation,
        _ state: UndoOutcome.State,
        _ remains: [String] = []
    ) -> UndoOutcome {
        UndoOutcome(target: target, operation: operation, state: state, remains: remains)
    }
}
