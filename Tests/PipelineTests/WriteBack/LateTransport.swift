import Foundation
import Synchronization
import ThreatConnect

/// The machine's clock, moved on by every pause instead of waiting for it.
final class SkippingClock: Sendable {
    private let start = ContinuousClock.now
    private let skipped = Mutex(Duration.zero)

    var now: Int { Int(Date().timeIntervalSince1970) + Int(skipped.withLock { $0 }.components.seconds) }

    func pass(seconds: Int) { skipped.withLock { $0 += .seconds(seconds) } }

    var environment: ClientEnvironment {
        ClientEnvironment(
            unixTime: { Int64(self.now) },
            elapsed: { self.start.duration(to: .now) + self.skipped.withLock { $0 } },
            sleep: { pause in
                try Task.checkCancellation()
                self.skipped.withLock { $0 += pause }
            },
            random: { 0.5 }
        )
    }
}

/// Lets the first request of a kind time out while the server still works on it: it takes effect ten seconds later.
final class LateTransport: HTTPTransport {
    static let delay = 10

    private struct State {
        var seen: Set<String> = []
        var pending: [(due: Int, request: APIRequest)] = []
    }

    private let wrapped: any HTTPTransport
    private let clock: SkippingClock
    private let isLate: @Sendable (APIRequest) -> Bool
    private let state = Mutex(State())

    init(wrapped: any HTTPTransport, clock: SkippingClock, isLate: @escaping @Sendable (APIRequest) -> Bool) {
        self.wrapped = wrapped
        self.clock = clock
        self.isLate = isLate
    }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        let now = clock.now
        let due = state.withLock { state in
            let due = state.pending.filter { $0.due <= now }
            state.pending.removeAll { $0.due <= now }
            return due
        }
        for late in due { _ = try await wrapped.send(late.request) }
        guard isLate(request), state.withLock({ $0.seen.insert(request.description).inserted }) else {
            return try await wrapped.send(request)
        }
        state.withLock { $0.pending.append((now + Self.delay, request)) }
        throw TransportError(.timeout, "no answer in time")
    }
}
