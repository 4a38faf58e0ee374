import Observables
import PipelineFile
import Synchronization
import ThreatConnect

/// A server that is a function of the request and its number, and counts.
final class ScriptedTransport: HTTPTransport {
    private let answer: @Sendable (APIRequest, Int) throws(TransportError) -> APIResponse
    private let sent = Mutex(0)
    let delays = RecordedDelays()

    init(_ answer: @escaping @Sendable (APIRequest, Int) throws(TransportError) -> APIResponse) {
        self.answer = answer
    }

    var count: Int { sent.withLock { $0 } }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        let number = sent.withLock { sent in
            sent += 1
            return sent
        }
        return try answer(request, number)
    }

    /// What strategy `query` makes of it.
    func answers(_ observables: [Observable], _ query: QuerySettings) async throws -> [Answer] {
        let settings = ConnectionSettings(url: try BaseURL("http://127.0.0.1:1"), credentials: .token(Secret("t")))
        let client = ThreatConnectClient(
            settings: settings,
            transport: self,
            environment: delays.environment,
            logger: SandboxRun.silent
        )
        return try await QueryTrial.answers(client, ["Example Org"], [], query).answers(for: observables).map(\.answer)
    }
}

extension APIResponse {
    static func json(_ status: Int, _ body: String, _ headers: HeaderField...) -> APIResponse {
        let type = HeaderField("Content-Type", "application/json")
        return APIResponse(status: status, headers: [type] + headers, body: Array(body.utf8))
    }
}
