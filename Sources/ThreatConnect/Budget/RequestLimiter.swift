internal import Synchronization

/// Lets at most `limit` operations proceed at once; the others wait their turn in order of arrival.
package final class RequestLimiter: Sendable {
    private struct State {
        var limit: Int
        var used = 0
        var nextTicket = 0
        var waiting: [(ticket: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        /// Waiters cancelled before they were queued.
        var cancelled: Set<Int> = []

        /// Whether the operation may proceed; it has its place then.
        mutating func enter() -> Bool {
            guard used < limit else { return false }
            used += 1
            return true
        }

        /// Those whose turn has come.
        mutating func admitted() -> [CheckedContinuation<Void, any Error>] {
            let count = min(max(0, limit - used), waiting.count)
            used += count
            defer { waiting.removeFirst(count) }
            return waiting.prefix(count).map(\.continuation)
        }
    }

    private let state: Mutex<State>

    package init(limit: Int) {
        state = Mutex(State(limit: limit))
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

    /// A lower limit waits for those who are at it; a higher one lets others in at once.
    package func setLimit(_ limit: Int) { admit { $0.limit = limit } }

    /// Must be followed by one ``release()``.
    ///
    /// - Throws: `CancellationError` when cancelled while waiting; nothing is to be released then.
    package func acquire() async throws {
        let ticket = state.withLock { state -> Int? in
            if state.enter() { return nil }
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

    package func release() { admit { $0.used -= 1 } }

    private func enqueue(_ ticket: Int, _ continuation: CheckedContinuation<Void, any Error>) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if state.cancelled.remove(ticket) != nil { return .failure(CancellationError()) }
            if state.enter() { return .success(()) }
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

    private func admit(after change: (inout State) -> Void) {
        let admitted = state.withLock { state in
            change(&state)
            return state.admitted()
        }
        for continuation in admitted { continuation.resume() }
    }
}
