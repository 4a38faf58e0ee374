import Observables
import Testing
import ThreatConnect

/// How connections are opened, kept and given up.
@Suite(.timeLimit(.minutes(2)))
struct ConnectionTests {
    private static let other = LoopbackServer.http("200 OK", "other")
    private static let asked = LoopbackServer.http("200 OK", "asked")

    /// - Parameter answer: Of the server, or of the proxy in front of `url`.
    private func withTransport(
        url: String? = nil,
        tls: TestCertificate? = nil,
        adjust: (inout ConnectionSettings) throws -> Void = { _ in },
        answer: @escaping @Sendable (Int, String) -> LoopbackServer.Action,
        body: (LoopbackServer, NetworkTransport, APIRequest) async throws -> Void
    ) async throws {
        let server = try await LoopbackServer.start(tls: tls, answer: answer)
        let scheme = tls == nil ? "http" : "https"
        var settings = try ConnectionSettings.example(url: url ?? "\(scheme)://127.0.0.1:\(server.port)")
        if url != nil { settings.httpProxy = try ProxyAddress("http://127.0.0.1:\(server.port)") }
        try adjust(&settings)
        let transport = try NetworkTransport(settings: settings)
        let target = RequestTarget(base: settings.url, segments: ["v2", "owners"])
        let request = APIRequest(method: "GET", origin: settings.url.origin, target: target, headers: [])
        let outcome = await Result { try await body(server, transport, request) }
        try await transport.shutdown()
        try await server.stop()
        try outcome.get()
    }

    private func text(_ response: APIResponse) -> String { String(decoding: response.body, as: UTF8.self) }

    private func expectAnswer(_ transport: NetworkTransport, _ request: APIRequest) async throws {
        let answer = try await transport.send(request)
        #expect(text(answer) == "asked")
    }

    /// To requests that are made at the same time.
    private func expectAnswers(_ count: Int, _ transport: NetworkTransport, _ request: APIRequest) async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<count { group.addTask { text(try await transport.send(request)) } }
            for try await answer in group { #expect(answer == "asked") }
        }
    }

    private func error(_ transport: NetworkTransport, _ request: APIRequest) async throws -> TransportError {
        let error = await #expect(throws: TransportError.self) { _ = try await transport.send(request) }
        return try #require(error)
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nConnection: close", "HTTP/1.0 200 OK"])
    func connectionThatTheServerWillCloseIsNotUsedAgain(head: String) async throws {
        let answer = "\(head)\r\nContent-Length: 5\r\n\r\nasked"
        try await withTransport(answer: { _, _ in .send(answer) }) { server, transport, request in
            for _ in 0..<3 { try await expectAnswer(transport, request) }
            #expect(server.connections == 3)
        }
    }

    /// Over TLS, a connection that is being closed stays open for a while.
    @Test(arguments: [other, "HTTP/1.1 404 Not Found\r\n", "H", "\r\n", "x"], [nil, TestCertificate.loopback])
    func whatFollowsAnAnswerIsNotTakenForTheBeginningOfTheNext(rest: String, tls: TestCertificate?) async throws {
        let answer: @Sendable (Int, String) -> LoopbackServer.Action = { number, _ in
            .send(number == 0 ? Self.asked + rest : Self.asked)
        }
        try await withTransport(
            tls: tls,
            adjust: {
                $0.maxConnections = 1
                $0.verifySSL = false
            },
            answer: answer,
            body: { server, transport, request in
                try await expectAnswers(3, transport, request)
                #expect(server.connections == 2)
            }
        )
    }

    @Test func answerWithoutALengthEndsWithTheConnection() async throws {
        let answer = "HTTP/1.1 200 OK\r\n\r\nasked"
        try await withTransport(
            adjust: { $0.maxConnections = 1 },
            answer: { _, _ in .sendAndClose(answer) },
            body: { server, transport, request in
                try await expectAnswers(3, transport, request)
                #expect(server.connections == 3)
            }
        )
    }

    @Test func interimAnswersArePassedOver() async throws {
        let early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        try await withTransport(answer: { _, _ in .send(early + Self.asked) }) { server, transport, request in
            for _ in 0..<2 { try await expectAnswer(transport, request) }
            #expect(server.connections == 1)
        }
    }

    @Test func waitingForAFreeConnectionEndsAtTheConnectTimeout() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let answer: @Sendable (Int, String) -> LoopbackServer.Action = { _, _ in
            arrival.yield()
            return .silence
        }
        try await withTransport(
            adjust: {
                $0.maxConnections = 1
                $0.connectTimeout = .milliseconds(100)
            },
            answer: answer,
            body: { server, transport, request in
                let first = Task { try await transport.send(request) }
                for await _ in arrivals { break }
                let error = try await self.error(transport, request)
                #expect(error.code == .timeout)
                #expect(error.detail.contains("no free connection"))
                #expect(error.nothingWasSent)
                first.cancel()
                let cancelled = await #expect(throws: TransportError.self) { _ = try await first.value }
                #expect(cancelled?.code == .cancelled)
                #expect(server.heads.count == 1)
            }
        )
    }

    @Test func cancelledRequestGivesItsPlaceToTheNext() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let answer: @Sendable (Int, String) -> LoopbackServer.Action = { number, _ in
            arrival.yield()
            return number == 0 ? .silence : .send(Self.asked)
        }
        try await withTransport(
            adjust: { $0.maxConnections = 1 },
            answer: answer,
            body: { server, transport, request in
                let first = Task { try await transport.send(request) }
                for await _ in arrivals { break }
                let second = Task { try await transport.send(request) }
                first.cancel()
                let answer = try await second.value
                #expect(text(answer) == "asked")
                #expect(server.connections == 2)
            }
        )
    }

    @Test func requestOfACancelledTaskIsNotSent() async throws {
        try await withTransport(answer: { _, _ in .send(Self.asked) }) { server, transport, request in
            let error = try await Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await self.error(transport, request)
            }
            .value
            #expect(error.code == .cancelled)
            try await expectAnswer(transport, request)
            #expect(server.heads.count == 1)
        }
    }

    @Test(arguments: [("X", "a\r\nY: b"), ("X\n", "a"), ("X", "a\u{0}")])
    func headerThatCouldBeginAnotherIsNotSent(name: String, value: String) async throws {
        try await withTransport(answer: { _, _ in .send(Self.asked) }) { server, transport, request in
            let odd = APIRequest(
                method: "GET",
                origin: request.origin,
                target: request.target,
                headers: [HeaderField(name, value)]
            )
            let error = try await error(transport, odd)
            #expect(error.nothingWasSent)
            #expect(server.connections == 0)
        }
    }

    @Test func shutdownFailsCallsUnderWay() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let answer: @Sendable (Int, String) -> LoopbackServer.Action = { _, _ in
            arrival.yield()
            return .silence
        }
        try await withTransport(answer: answer) { _, transport, request in
            let call = Task { try await transport.send(request) }
            for await _ in arrivals { break }
            try await transport.shutdown()
            let error = await #expect(throws: TransportError.self) { _ = try await call.value }
            #expect(error?.code == .cancelled)
            let later = try await self.error(transport, request)
            #expect(later.code == .cancelled)
        }
    }

    @Test(arguments: ["http://tc.example.com", "https://tc.example.com"])
    func proxyThatSaysNothingIsATimeout(url: String) async throws {
        try await withTransport(
            url: url,
            adjust: { $0.connectTimeout = .milliseconds(100) },
            answer: { _, _ in .silence },
            body: { _, transport, request in
                let error = try await self.error(transport, request)
                #expect(error.code == .timeout)
                #expect(error.detail.contains("no connection to \(url) through the proxy"))
                #expect(error.nothingWasSent)
            }
        )
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"])
    func proxyThatDoesNotOpenATunnelIsAFailure(answer: String) async throws {
        try await withTransport(
            url: "https://tc.example.com",
            answer: { _, _ in .sendAndClose(answer) },
            body: { _, transport, request in
                let error = try await self.error(transport, request)
                #expect([.malformed, .proxy, .tls, .connectionLost].contains(error.code), "\(error)")
                #expect(error.nothingWasSent)
            }
        )
    }

    @Test func whatWasSentIsNotCalledUnsent() async throws {
        try await withTransport(answer: { _, _ in .reset }) { _, transport, request in
            let error = try await error(transport, request)
            #expect(!error.nothingWasSent)
        }
    }

    @Test func proxyInFrontOfAnAddressIsRefused() throws {
        var settings = try ConnectionSettings.example(url: "https://192.0.2.1")
        settings.httpProxy = try ProxyAddress("http://127.0.0.1:1")
        let error = #expect(throws: ConnectionSettingsError.self) { try NetworkTransport(settings: settings) }
        #expect(error?.setting == .url)
        #expect(error?.description.contains("use the host name") == true)
    }

    @Test(arguments: [(Duration.milliseconds(100), Duration.seconds(60)), (.seconds(60), .milliseconds(100))])
    func handshakeThatNobodyAnswersIsATimeout(connect: Duration, attempt: Duration) async throws {
        try await withTransport(
            adjust: {
                $0.connectTimeout = connect
                $0.attemptTimeout = attempt
                $0.url = try BaseURL($0.url.origin.replacing("http:", with: "https:"))
            },
            answer: { _, _ in .silence },
            body: { _, transport, request in
                let error = try await self.error(transport, request)
                #expect(error.code == .timeout)
            }
        )
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
