internal import NIOCore
internal import Synchronization

/// One request and whoever waits for the answer to it. Finished once: by its answer, by what went wrong, or by cancellation.
final class Exchange: Sendable {
    typealias Outcome = Result<APIResponse, any Error>

    private enum State {
        case new
        case underWay(CheckedContinuation<APIResponse, any Error>)
        /// Before anybody waited.
        case finishedEarly(Outcome)
        case finished
    }

    let request: APIRequest
    /// For the whole answer.
    let deadline: NIODeadline
    private let state = Mutex(State.new)

    init(request: APIRequest, deadline: NIODeadline) {
        self.request = request
        self.deadline = deadline
    }

    var isFinished: Bool {
        state.withLock { state in
            switch state {
            case .new, .underWay: false
            case .finishedEarly, .finished: true
            }
        }
    }

    func begin(_ continuation: CheckedContinuation<APIResponse, any Error>) {
        let outcome = state.withLock { state -> Outcome? in
            guard case .finishedEarly(let outcome) = state else {
                state = .underWay(continuation)
                return nil
            }
            state = .finished
            return outcome
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    /// Has no effect after the first time.
    func finish(_ outcome: Outcome) {
        let continuation = state.withLock { state -> CheckedContinuation<APIResponse, any Error>? in
            switch state {
            case .new:
                state = .finishedEarly(outcome)
                return nil
            case .underWay(let continuation):
                state = .finished
                return continuation
            case .finishedEarly, .finished: return nil
            }
        }
        continuation?.resume(with: outcome)
    }
}
