import Synchronization

/// Lets at most `limit` operations of the run proceed at once; the others wait their turn in order of arrival.
///
/// The batches' task groups are bounded one by one, and several batches wait for the network at the same moment:
/// this bounds them together.
package final class RequestLimiter: Sendable {
    private struct State {
        var free: Int
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Waiters cancelled before they were queued.
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    package init(limit: Int) {
        state = Mutex(State(free: limit))
    }

    /// Runs `operation` when its turn comes.
    ///
    /// - Throws: What `operation` throws, or `CancellationError` when cancelled while waiting.
    package func withPermit<Result: Sendable>(
        _ operation: () async throws -> Result
    ) async throws -> Result {
        try await acquire()
        defer { release() }
        return try await operation()
    }

    private func acquire() async throws {
        let ticket = state.withLock { state -> Int? in
            if state.free > 0 {
                state.free -= 1
                return nil
            }
            state.nextTicket += 1
            return state.nextTicket
        }
        guard let ticket else { return }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { enqueue(ticket, $0) }
        } onCancel: {
            cancel(ticket)
        }
    }

    private func enqueue(_ ticket: Int, _ continuation: CheckedContinuation<Void, any Error>) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
            if state.free > 0 {
                state.free -= 1
                return .success(())
            }
            state.waiting.append((ticket, continuation))
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    private func cancel(_ ticket: Int) {
        let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
                state.cancelled.insert(ticket)
                return nil
            }
            return state.waiting.remove(at: index).continuation
        }
        continuation?.resume(throwing: CancellationError())
    }

    private func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().continuation
        }
        next?.resume()
    }
}
