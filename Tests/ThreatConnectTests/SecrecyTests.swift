import Foundation
import Logging
import NIOConcurrencyHelpers
import Observables
import Testing
import ThreatConnect

/// Plants credentials and searches everything that comes out for them.
struct SecrecyTests {
    private static let canaries = ["CANARYACCESS", "canary-secret/+=", "canary-token", "canary:pass%"]

    /// How the proxy's credentials travel.
    private static let basic = Data("joe:canary:pass%".utf8).base64EncodedString()

    private static let hmac = Credentials.hmac(accessKey: Secret(canaries[0]), secretKey: Secret(canaries[1]))
    private static let token = Credentials.token(Secret(canaries[2]))

    private func settings(_ credentials: Credentials) throws -> ConnectionSettings {
        var settings = try ConnectionSettings.example(credentials: credentials)
        settings.httpProxy = try ProxyAddress("http://joe:canary%3Apass%25@proxy.example.com:3128")
        return settings
    }

    /// Everything by which a secret could be recognised, the proxy's Basic form included.
    private func expectClean(_ text: String, _ requests: [APIRequest] = []) {
        let signatures = requests.flatMap(\.headers).filter { $0.name == "Authorization" }.map { header in
            header.value.split(separator: ":").last.map(String.init) ?? header.value
        }
        for secret in Self.canaries + signatures + ["canary%3Apass%25", Self.basic] { #expect(!text.contains(secret)) }
    }

    @Test(arguments: [hmac, token])
    func valuesPrintNoSecret(credentials: Credentials) throws {
        let settings = try settings(credentials)
        var dumped = ""
        dump(settings, to: &dumped)
        dump(RequestSigner(credentials), to: &dumped)
        dump(Redactor(settings: settings), to: &dumped)
        expectClean(dumped + "\(settings) \(credentials)" + String(reflecting: settings))
    }

    @Test func requestsPrintNoSecret() async throws {
        let transport = ScriptedTransport(.success(.hit))
        let client = ThreatConnectClient(settings: try settings(Self.hmac), transport: transport, logger: silent)
        _ = try await client.indicator(.evilHost, owner: nil, members: [])
        let request = try #require(transport.requests.first)
        var dumped = "\(request) " + String(reflecting: request)
        dump(request, to: &dumped)
        dump(client, to: &dumped)
        expectClean(dumped, [request])
    }

    /// The server, a proxy or a library may repeat whatever was sent to it.
    @Test(arguments: [hmac, token], [200, 302, 400, 401, 403, 404, 407, 429, 500, 0, 1])
    func echoedSecretsAreRemoved(credentials: Credentials, status: Int) async throws {
        let logs = CapturedLogs()
        let transport = EchoingTransport(status: status, extra: ["canary:pass%", "canary%3Apass%25", Self.basic])
        var settings = try settings(credentials)
        settings.maxAttempts = 2
        var said: [String] = []
        for service in [true, false] {
            let client = ThreatConnectClient(
                settings: settings,
                transport: transport,
                environment: VirtualTime().environment,
                logger: logs.logger
            )
            do throws(RunStoppingError) {
                said.append(
                    service
                        ? String(reflecting: try await client.owners())
                        : String(reflecting: try await client.indicator(.evilHost, owner: "O", members: .tags))
                )
            } catch {
                said.append("\(error) " + String(reflecting: error))
            }
        }
        let isSilent = status == 404
        #expect(isSilent || said.contains { $0.contains("[secret]") }, "the echo arrived and was cleaned")
        expectClean(said.joined(), transport.requests)
        expectClean(logs.text, transport.requests)
        #expect(logs.text.contains("/api/v2/indicators/hosts/evil.example"))
    }

    @Test(arguments: [
        Credentials.hmac(accessKey: Secret("canary x"), secretKey: Secret("s")),
        .hmac(accessKey: Secret(""), secretKey: Secret("canary")),
        .hmac(accessKey: Secret("1"), secretKey: Secret("canary\n")),
        .hmac(accessKey: Secret("1"), secretKey: Secret("")),
        .token(Secret("canary\r\nX: y")), .token(Secret("")),
    ])
    func unsendableCredentialsAreRefusedWithoutShowingThem(credentials: Credentials) {
        let error = #expect(throws: ConnectionSettingsError.self) { try credentials.validate() }
        #expect(error.map { "\($0)" }?.contains("canary") == false)
    }
}

/// Repeats the request's headers, and more, in every place an answer or an error can carry text.
private final class EchoingTransport: HTTPTransport {
    private let status: Int
    private let extra: [String]
    private let sent = NIOLockedValueBox<[APIRequest]>([])

    init(status: Int, extra: [String]) {
        self.status = status
        self.extra = extra
    }

    var requests: [APIRequest] { sent.withLockedValue { $0 } }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        sent.withLockedValue { $0.append(request) }
        let echo = (request.headers.map(\.value) + extra).joined(separator: " ")
        switch status {
        case 0: throw TransportError(.certificate, echo)
        case 1: throw TransportError(.other, echo)
        default: break
        }
        let location = HeaderField("Location", "https://x.example/\(echo)")
        return .json(status, #"{"status":"Failure","message":"\#(echo)"}"#, headers: [location])
    }
}

/// Collects everything logged at any level.
private final class CapturedLogs: Sendable {
    private let lines = NIOLockedValueBox<[String]>([])

    var text: String { lines.withLockedValue { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "captured") { _ in Handler(logs: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let logs: CapturedLogs
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            logs.lines.withLockedValue { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
