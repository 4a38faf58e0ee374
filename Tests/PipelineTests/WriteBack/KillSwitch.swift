import State
import Synchronization
import ThreatConnect

/// Stops a run as a kill would, after a number of steps: a request that the server has answered, or a write to the ledger. Nothing goes out
/// or is recorded afterwards.
final class KillSwitch: Sendable {
    struct Killed: Error {}

    private struct State {
        var steps = 0
        let limit: Int
    }

    private let state: Mutex<State>

    /// - Parameter limit: Steps that are done; nil never stops.
    init(after limit: Int?) { state = Mutex(State(limit: limit ?? .max)) }

    var isDead: Bool { state.withLock { $0.steps >= $0.limit } }

    /// Counts a step. Returns whether its outcome still reaches the run.
    func step() -> Bool {
        state.withLock { state in
            state.steps += 1
            return state.steps < state.limit
        }
    }
}

struct KilledTransport: HTTPTransport {
    let wrapped: any HTTPTransport
    let killSwitch: KillSwitch

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        guard !killSwitch.isDead else { throw TransportError(.cancelled, "killed") }
        let response = try await wrapped.send(request)
        guard killSwitch.step() else { throw TransportError(.cancelled, "killed") }
        return response
    }
}

/// Loses the first answer to every request of a kind: the server has done what was asked, and the client cannot know.
final class LossyTransport: HTTPTransport {
    private let wrapped: any HTTPTransport
    private let isLost: @Sendable (APIRequest) -> Bool
    private let lost = Mutex<Set<String>>([])

    init(wrapped: any HTTPTransport, isLost: @escaping @Sendable (APIRequest) -> Bool) {
        self.wrapped = wrapped
        self.isLost = isLost
    }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        let response = try await wrapped.send(request)
        guard isLost(request), lost.withLock({ $0.insert(request.description).inserted }) else { return response }
        throw TransportError(.connectionLost, "the answer got lost")
    }
}

struct KilledLedger: Ledger {
    let wrapped: any Ledger
    let killSwitch: KillSwitch

    private func step<Value>(_ body: () throws -> Value) throws -> Value {
        guard !killSwitch.isDead else { throw KillSwitch.Killed() }
        let value = try body()
        guard killSwitch.step() else { throw KillSwitch.Killed() }
        return value
    }

    func begin(_ writeBack: WriteBackRecord) throws { try step { try wrapped.begin(writeBack) } }
    func intend(_ entry: LedgerEntry) throws -> Int64 { try step { try wrapped.intend(entry) } }
    func finish(run: String, at time: Int) throws { try step { try wrapped.finish(run: run, at: time) } }
    func markUndone(_ id: Int64, at time: Int) throws { try step { try wrapped.markUndone(id, at: time) } }

    func settle(_ id: Int64, as state: LedgerEntry.State, remoteID: Int64?, detail: String?, at time: Int) throws {
        try step { try wrapped.settle(id, as: state, remoteID: remoteID, detail: detail, at: time) }
    }

    func unfinished(pipeline: String, instance: String) throws -> [WriteBackRecord] {
        try wrapped.unfinished(pipeline: pipeline, instance: instance)
    }

    func openEntries(run: String) throws -> [LedgerEntry] { try wrapped.openEntries(run: run) }

    func writeBackRuns() throws -> [String] { try wrapped.writeBackRuns() }
    func writeBack(run: String) throws -> WriteBackRecord? { try wrapped.writeBack(run: run) }
    func entries(run: String) throws -> [LedgerEntry] { try wrapped.entries(run: run) }
}
