import NIOConcurrencyHelpers
import Observables
import ThreatConnect

/// A server as a function of the request, its number and the time, with a record of what it was sent.
final class AnsweringTransport: HTTPTransport {
    struct Sent: Sendable {
        let target: String
        let at: Duration
    }

    private let time: VirtualTime
    private let answer: @Sendable (Sent, Int) -> Result<APIResponse, TransportError>
    private let state = NIOLockedValueBox<(sent: [Sent], now: Int, most: Int)>(([], 0, 0))

    init(
        time: VirtualTime,
        answer: @escaping @Sendable (Sent, Int) -> Result<APIResponse, TransportError>
    ) {
        self.time = time
        self.answer = answer
    }

    var sent: [Sent] { state.withLockedValue { $0.sent } }
    /// Requests that were under way at the same time.
    var most: Int { state.withLockedValue { $0.most } }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        let sent = Sent(target: request.target.text, at: time.environment.elapsed())
        let number = state.withLockedValue { state in
            state.sent.append(sent)
            state.now += 1
            state.most = max(state.most, state.now)
            return state.sent.count - 1
        }
        await Task.yield()
        defer { state.withLockedValue { $0.now -= 1 } }
        return try answer(sent, number).get()
    }

    func client(
        quota: (any QuotaKeeper)? = nil,
        adjust: (inout ConnectionSettings) -> Void = { _ in }
    ) throws -> ThreatConnectClient {
        var settings = try ConnectionSettings.example()
        adjust(&settings)
        return ThreatConnectClient(
            settings: settings,
            transport: self,
            environment: time.environment,
            logger: silent,
            quota: quota
        )
    }
}

extension ThreatConnectClient {
    /// Looks up `h0.example`, `h1.example` and so on, all at once.
    func hosts(_ count: Int) async throws -> [Result<Indicator?, LookupFailure>] {
        try await withThrowingTaskGroup(of: (Int, Result<Indicator?, LookupFailure>).self) { group in
            for number in 0..<count {
                let host = Observable(kind: .host, canonical: "h\(number).example")
                group.addTask { (number, try await self.indicator(host, owner: nil, members: [])) }
            }
            var answers = [Result<Indicator?, LookupFailure>?](repeating: nil, count: count)
            for try await (number, answer) in group { answers[number] = answer }
            return answers.compactMap { $0 }
        }
    }
}
