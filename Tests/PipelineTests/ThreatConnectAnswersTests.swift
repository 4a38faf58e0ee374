import Logging
import Observables
import Pipeline
import Testing
import ThreatConnect

/// What becomes of the client's replies.
struct ThreatConnectAnswersTests {
    /// Answers every request with the same body.
    private struct OneReply: HTTPTransport {
        let body: String

        func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
            APIResponse(
                status: 200,
                headers: [HeaderField("Content-Type", "application/json")],
                body: Array(body.utf8)
            )
        }
    }

    private func answer(_ body: String, to observable: Observable) async throws -> Answer {
        let settings = ConnectionSettings(
            url: try BaseURL("http://127.0.0.1:1"),
            credentials: .token(Secret("made-up"))
        )
        let client = ThreatConnectClient(settings: settings, transport: OneReply(body: body), logger: SandboxRun.silent)
        let source = ThreatConnectAnswers(
            client: client,
            owners: [],
            members: [],
            maxInFlight: 2,
            progress: RunProgress(),
            now: { 0 }
        )
        return try #require(try await source.answers(for: [observable]).first).answer
    }

    @Test func answerAboutAnotherValueIsNoHit() async throws {
        let body = #"{"status":"Success","data":{"address":{"id":2,"ip":"9.9.9.9","rating":5}}}"#
        let answer = try await answer(body, to: Observable(kind: .address, canonical: "8.8.8.8"))
        guard case .failed(let failure) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(failure.code == .badResponse)
    }

    @Test(arguments: ["44D88612FEA8A8F36DE82E1278ABB02F", "44d88612fea8a8f36de82e1278abb02f"])
    func fileIsKnownByAnyOfItsHashes(md5: String) async throws {
        let body = #"{"status":"Success","data":{"file":{"id":2,"md5":"MD5","sha256":"00"}}}"#.replacing(
            "MD5",
            with: md5
        )
        let observable = Observable(kind: .file, canonical: "44D88612FEA8A8F36DE82E1278ABB02F")
        guard case .hit = try await answer(body, to: observable) else {
            Issue.record("no hit")
            return
        }
    }
}
