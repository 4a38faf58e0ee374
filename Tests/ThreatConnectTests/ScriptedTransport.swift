import Logging
import NIOConcurrencyHelpers
import Observables
import ThreatConnect

/// Answers attempts from a list and remembers what was sent. The last answer repeats.
final class ScriptedTransport: HTTPTransport {
    private let answers: NIOLockedValueBox<[Result<APIResponse, TransportError>]>
    private let sent = NIOLockedValueBox<[APIRequest]>([])

    init(_ answers: Result<APIResponse, TransportError>...) { self.answers = NIOLockedValueBox(answers) }

    init(sequence answers: [Result<APIResponse, TransportError>]) { self.answers = NIOLockedValueBox(answers) }

    var requests: [APIRequest] { sent.withLockedValue { $0 } }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        sent.withLockedValue { $0.append(request) }
        let answer = answers.withLockedValue { $0.count > 1 ? $0.removeFirst() : $0[0] }
        return try answer.get()
    }
}

/// A clock that moves only by sleeping, and randomness that always draws the same.
final class VirtualTime: Sendable {
    private let state: NIOLockedValueBox<(now: Duration, slept: [Duration])>
    private let draw: Double

    init(unixTime: Int64 = 1_700_000_000, draw: Double = 0.5) {
        state = NIOLockedValueBox((.seconds(unixTime), []))
        self.draw = draw
    }

    var slept: [Duration] { state.withLockedValue { $0.slept } }

    var environment: ClientEnvironment {
        ClientEnvironment(
            unixTime: { self.state.withLockedValue { $0.now.components.seconds } },
            elapsed: { self.state.withLockedValue { $0.now } },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLockedValue {
                    $0.now += duration
                    $0.slept.append(duration)
                }
            },
            random: { self.draw }
        )
    }
}

extension APIResponse {
    static func json(_ status: Int, _ body: String, headers: [HeaderField] = []) -> APIResponse {
        let type = HeaderField("Content-Type", "application/json")
        return APIResponse(status: status, headers: [type] + headers, body: Array(body.utf8))
    }

    static func failure(_ status: Int, _ message: String, headers: [HeaderField] = []) -> APIResponse {
        json(status, #"{"status":"Failure","message":"\#(message)"}"#, headers: headers)
    }

    static func html(_ status: Int) -> APIResponse {
        let body = "<!DOCTYPE html><html><title>Nothing here</title></html>"
        return APIResponse(status: status, headers: [HeaderField("Content-Type", "text/html")], body: Array(body.utf8))
    }

    /// A host with id 7, owned by `Example Organization`.
    static let hit = json(
        200,
        #"{"status":"Success","data":{"host":{"id":7,"owner":{"name":"Example Organization"},"hostName":"evil.example"}}}"#
    )
}

extension ConnectionSettings {
    static func example(
        url: String = "https://tc.example.com",
        credentials: Credentials = .hmac(accessKey: Secret("12345678901234567890"), secretKey: Secret("s3cr3t"))
    ) throws -> ConnectionSettings {
        ConnectionSettings(url: try BaseURL(url), credentials: credentials)
    }
}

extension Observable {
    static let evilHost = Observable(kind: .host, canonical: "evil.example")
}

let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

extension ThreatConnectClient {
    /// A client of `https://tc.example.com` on virtual time.
    static func scripted(_ transport: ScriptedTransport, time: VirtualTime = VirtualTime()) throws
        -> ThreatConnectClient
    {
        ThreatConnectClient(
            settings: try .example(),
            transport: transport,
            environment: time.environment,
            logger: silent
        )
    }
}
