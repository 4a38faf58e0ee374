import Foundation
import Observables
import Testing
import ThreatConnect

@Suite(.timeLimit(.minutes(2)))
struct ProxyAndTLSTests {
    private func ask(_ settings: ConnectionSettings) async throws -> Result<Indicator?, LookupFailure> {
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(
            settings: settings,
            transport: transport,
            environment: VirtualTime().environment,
            logger: silent
        )
        let answer: Result<Result<Indicator?, LookupFailure>, RunStoppingError>
        do throws(RunStoppingError) {
            answer = .success(try await client.indicator(.evilHost, owner: nil, members: []))
        } catch {
            answer = .failure(error)
        }
        try await transport.shutdown()
        return try answer.get()
    }

    private func settings(_ url: String, proxy: LoopbackServer? = nil) throws -> ConnectionSettings {
        var settings = try ConnectionSettings.example(url: url)
        settings.maxAttempts = 1
        if let proxy { settings.httpProxy = try ProxyAddress("http://joe:p%40ss@127.0.0.1:\(proxy.port)") }
        return settings
    }

    @Test func proxyIsAskedForATunnelWithItsCredentials() async throws {
        let proxy = try await LoopbackServer.start { number, _ in
            .send(number == 0 ? "HTTP/1.1 200 Connection established\r\n\r\n" : LoopbackServer.hit)
        }
        let answer = try await ask(try settings("http://tc.example.com", proxy: proxy))
        try await proxy.stop()

        #expect(try answer.get()?.id == 7)
        #expect(
            proxy.requestLines == [
                "CONNECT tc.example.com:80 HTTP/1.1", "GET /api/v2/indicators/hosts/evil.example HTTP/1.1",
            ]
        )
        let basic = "Basic " + Data("joe:p@ss".utf8).base64EncodedString()
        #expect(proxy.heads[0].lowercased().contains("proxy-authorization: \(basic.lowercased())"))
        #expect(!proxy.heads[0].contains("TC 1234"), "the proxy learns nothing about the API's credentials")
        #expect(!proxy.heads[1].lowercased().contains("proxy-authorization"))
    }

    @Test func proxyThatWantsOtherCredentialsStopsTheRun() async throws {
        let proxy = try await LoopbackServer.start { _, _ in
            .sendAndClose("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        }
        let error = await #expect(throws: RunStoppingError.self) {
            _ = try await ask(try settings("https://tc.example.com", proxy: proxy))
        }
        try await proxy.stop()
        #expect(error?.code == .proxy)
        #expect(error?.advice.contains("http_proxy") == true)
    }

    @Test func proxyThatCannotReachTheServerIsAConnectionFailure() async throws {
        let proxy = try await LoopbackServer.start { _, _ in
            .sendAndClose("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        }
        let answer = try await ask(try settings("https://tc.example.com", proxy: proxy))
        try await proxy.stop()
        let failure = try #require(throws: LookupFailure.self) { _ = try answer.get() }
        #expect(failure.code == .connection)
        #expect(failure.detail.contains("proxy http://127.0.0.1:\(proxy.port)"))
    }

    /// Asks 127.0.0.1 over TLS.
    private func askTLS(
        _ certificate: TestCertificate? = .loopback,
        adjust: (inout ConnectionSettings) throws -> Void = { _ in }
    ) async throws -> Result<Indicator?, LookupFailure> {
        let server = try await LoopbackServer.start(tls: certificate) { _, _ in .send(LoopbackServer.hit) }
        var settings = try settings("https://127.0.0.1:\(server.port)")
        try adjust(&settings)
        do {
            let answer = try await ask(settings)
            try await server.stop()
            return answer
        } catch {
            try await server.stop()
            throw error
        }
    }

    private func withCAFile(_ text: String, body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).pem")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path)
    }

    @Test func untrustedCertificateStopsTheRun() async throws {
        let error = await #expect(throws: RunStoppingError.self) { _ = try await askTLS() }
        #expect(error?.code == .tls)
        #expect(error?.message.contains("no trusted authority") == true)
        #expect(error?.advice.contains("Set ca_file") == true)
        #expect(error?.advice.contains("verify_ssl: false") == true)
    }

    @Test(arguments: [true, false]) func expiredCertificateIsCalledExpired(isTrusted: Bool) async throws {
        try await withCAFile(TestCertificate.expired.pem) { path in
            let error = await #expect(throws: RunStoppingError.self) {
                _ = try await askTLS(.expired) { $0.caFile = isTrusted ? path : nil }
            }
            #expect(error?.code == .tls)
            #expect(error?.message.contains("expired on 2021-01-01") == true, "\(String(describing: error))")
            #expect(error?.advice.contains("renewed") == true)
        }
    }

    @Test func verificationCanBeTurnedOff() async throws {
        #expect(try await askTLS { $0.verifySSL = false }.get()?.id == 7)
    }

    @Test func caFileMakesItTrusted() async throws {
        try await withCAFile(TestCertificate.loopback.pem) { path in
            let answer = try await askTLS { $0.caFile = path }
            #expect(try answer.get()?.id == 7)
        }
    }

    @Test func trustedCertificateOfAnotherNameStopsTheRun() async throws {
        try await withCAFile(TestCertificate.otherName.pem) { path in
            let error = await #expect(throws: RunStoppingError.self) {
                _ = try await askTLS(.otherName) { $0.caFile = path }
            }
            #expect(error?.code == .tls)
            #expect(error?.message.contains("another name than 127.0.0.1") == true)
            #expect(error?.advice.contains("Use in url the host name") == true)
        }
    }

    @Test func httpsToAPlainServerSaysSo() async throws {
        let answer = try await askTLS(nil)
        let failure = try #require(throws: LookupFailure.self) { _ = try answer.get() }
        #expect(failure.code == .connection)
        #expect(failure.detail.contains("http://"))
    }

    @Test(arguments: ["", "not a certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func unusableCAFileIsRefusedBeforeAnythingIsSent(text: String) async throws {
        try await withCAFile(text) { path in
            var settings = try settings("https://127.0.0.1:1")
            settings.caFile = path
            let error = #expect(throws: ConnectionSettingsError.self) { try NetworkTransport(settings: settings) }
            #expect(error?.setting == .caFile)
        }
    }

    @Test func missingCAFileIsRefused() throws {
        var settings = try settings("https://127.0.0.1:1")
        settings.caFile = "/no/such/file.pem"
        let error = #expect(throws: ConnectionSettingsError.self) { try NetworkTransport(settings: settings) }
        #expect(error?.description.contains("/no/such/file.pem") == true)
    }
}
