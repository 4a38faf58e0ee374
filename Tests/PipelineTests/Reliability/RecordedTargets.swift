import Foundation
import Sandbox
import Synchronization
import ThreatConnect

/// What was sent, and what of it the server's rules hit: they are followed request by request, as the server follows them.
final class RecordedTargets: Sendable {
    struct Sent: Sendable {
        let target: String
        let origin: String
        let isFaulted: Bool
    }

    private struct State {
        var rules: [(text: String, left: Int)]
        var sent: [Sent] = []
    }

    private let state: Mutex<State>

    /// - Parameter poison: Each value has a rule that hits requests with it, so many times.
    init(poison: [String], times: Int?) {
        state = Mutex(State(rules: poison.map { ($0, times ?? .max) }))
    }

    var sent: [Sent] { state.withLock { $0.sent } }

    private func record(_ request: APIRequest) {
        let target = request.target.text.removingPercentEncoding ?? request.target.text
        state.withLock { state in
            let rule = state.rules.firstIndex { target.contains($0.text) && $0.left > 0 }
            if let rule { state.rules[rule].left -= 1 }
            state.sent.append(Sent(target: target, origin: request.origin, isFaulted: rule != nil))
        }
    }

    func wrap(_ network: any HTTPTransport) -> any HTTPTransport { Recording(wrapped: network, targets: self) }

    private struct Recording: HTTPTransport {
        let wrapped: any HTTPTransport
        let targets: RecordedTargets

        func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
            targets.record(request)
            return try await wrapped.send(request)
        }
    }
}
