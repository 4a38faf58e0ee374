import Logging
import Observables
import State
package import ThreatConnect

/// What came of one planned write.
package struct WriteOutcome: Sendable {
    package enum State: Sendable, Hashable {
        case done
        case failed(WriteFailure)
        /// Why it was not tried, for people.
        case notTried(String)
    }

    package let target: WriteTarget
    package let write: PlannedWrite
    package let state: State
}

/// Carries out a plan. Every write is in the ledger before its request is sent, and settled after its answer.
struct WriteExecutor: Sendable {
    let client: ThreatConnectClient
    let ledger: any Ledger
    /// The write-back's run.
    let run: String
    let limit: Int
    let settling: SettleTime

    /// Targets concurrently, the writes of one target one after the other. Returns the outcomes in the order of the plan, and what stopped
    /// the writes before the end, if anything did.
    ///
    /// - Throws: `StateError`, when the ledger cannot be written: then nothing more may be sent.
    func apply(_ plan: WriteBackPlan) async throws -> (outcomes: [WriteOutcome], stopped: RunStoppingError?) {
        let entries = plan.entries.filter { !$0.writes.isEmpty }
        return try await withThrowingTaskGroup(of: (Int, [WriteOutcome], RunStoppingError?).self) { group in
            var (outcomes, next) = ([Int: [WriteOutcome]](), 0)
            var stopped: RunStoppingError?
            func start() {
                guard next < entries.count, stopped == nil else { return }
                let index = next
                next += 1
                group.addTask {
                    let (done, stop) = try await apply(entries[index])
                    return (index, done, stop)
                }
            }
            while next < min(limit, entries.count) { start() }
            while let (index, done, stop) = try await group.next() {
                outcomes[index] = done
                stopped = stopped ?? stop
                start()
            }
            let all = entries.indices.flatMap { outcomes[$0] ?? untried(entries[$0], after: 0, stopped) }
            return (all, stopped)
        }
    }

    /// What is left of an entry when the writes end before it is done.
    private func untried(_ entry: PlanEntry, after done: Int, _ error: RunStoppingError?) -> [WriteOutcome] {
        let reason = "the writes were stopped: \(error?.message ?? "")"
        return entry.writes.dropFirst(done).map {
            WriteOutcome(target: entry.target, write: $0, state: .notTried(reason))
        }
    }

    private func apply(_ entry: PlanEntry) async throws -> ([WriteOutcome], RunStoppingError?) {
        var outcomes: [WriteOutcome] = []
        for write in entry.writes {
            let state: WriteOutcome.State
            if case .create = entry.writes[0].operation, let first = outcomes.first, first.state != .done {
                state = .notTried("the indicator could not be created")
            } else {
                switch try await carryOut(write, on: entry.target) {
                case .settled(.success): state = .done
                case .settled(.failure(let failure)): state = .failed(failure)
                case .stopped(let error): return (outcomes + untried(entry, after: outcomes.count, error), error)
                }
            }
            outcomes.append(WriteOutcome(target: entry.target, write: write, state: state))
        }
        return (outcomes, nil)
    }

    private enum Step {
        case settled(Result<Void, WriteFailure>)
        case stopped(RunStoppingError)
    }

    private func carryOut(_ write: PlannedWrite, on target: WriteTarget) async throws -> Step {
        let id = try ledger.intend(LedgerEntry(run: run, write, target, at: settling.now))
        do {
            return .settled(try await settle(id, write.operation, on: target))
        } catch let error as RunStoppingError {
            // A write that is not repeated was refused at its only attempt. Anything else may have arrived, so its entry stays open and is
            // looked up.
            if error.isRefusal && write.operation.addsWhenRepeated {
                try ledger.settle(id, as: .failed, remoteID: nil, detail: error.message, at: settling.now)
            }
            return .stopped(error)
        }
    }

    /// Sends, and where the outcome is unknown looks before it sends once more: an attribute is never added blindly.
    private func settle(
        _ id: Int64,
        _ operation: WriteOperation,
        on target: WriteTarget
    ) async throws -> Result<Void, WriteFailure> {
        let sender = WriteSender(client: client, target: target)
        var result = try await sender.send(operation)
        if case .failure(let failure) = result, failure.outcomeUnknown {
            let check = EffectCheck(client: client, settling: settling)
            switch try await check.effect(of: operation, on: target, sentAt: settling.now) {
            case .done(let remote): result = .success(remote)
            case .missing: result = try await sender.send(operation)
            case .unknown: break
            }
        }
        switch result {
        case .success(let remote):
            try ledger.settle(id, as: .done, remoteID: remote, detail: nil, at: settling.now)
            return .success(())
        case .failure(let failure):
            // An unknown outcome stays open.
            if !failure.outcomeUnknown {
                try ledger.settle(id, as: .failed, remoteID: nil, detail: failure.detail, at: settling.now)
            }
            return .failure(failure)
        }
    }
}

extension RunStoppingError {
    /// The server has answered, and has not done what was asked.
    fileprivate var isRefusal: Bool {
        switch code {
        case .authentication, .clockSkew, .permission, .unknownOwner, .licence: true
        case .tls, .proxy, .unreachable, .quota, .cancelled: false
        }
    }
}

extension LedgerEntry {
    fileprivate init(run: String, _ write: PlannedWrite, _ target: WriteTarget, at time: Int) throws {
        let (payload, previous) = try write.operation.encoded()
        self.init(
            run: run,
            rule: write.rules.joined(separator: ", "),
            type: target.observable.kind.name,
            value: target.observable.canonical,
            owner: target.owner ?? "",
            operation: write.operation.name,
            payload: payload,
            previous: previous,
            intendedAt: time
        )
    }
}
