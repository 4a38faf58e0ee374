import Observables
import Testing
import ThreatConnect

/// Writes against a real socket.
@Suite(.timeLimit(.minutes(2)))
struct WriteWireTests {
    private static let done = LoopbackServer.http(
        "201 Created",
        #"{"status":"Success","data":{"attribute":{"id":1,"type":"Description","value":"x"}}}"#
    )

    /// - Parameter timeout: Of an attempt; where an answer is expected, longer than a busy machine takes.
    private func withServer(
        timeout: Duration = .seconds(30),
        answer: @escaping @Sendable (Int, String) -> LoopbackServer.Action,
        body: (LoopbackServer, ThreatConnectClient) async throws -> Void
    ) async throws {
        let server = try await LoopbackServer.start(answer: answer)
        var settings = try ConnectionSettings.example(url: "http://127.0.0.1:\(server.port)")
        settings.attemptTimeout = timeout
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(
            settings: settings,
            transport: transport,
            environment: VirtualTime().environment,
            logger: silent
        )
        do {
            try await body(server, client)
        } catch {
            try await transport.shutdown()
            try await server.stop()
            throw error
        }
        try await transport.shutdown()
        try await server.stop()
    }

    @Test func bodyArrivesAsItWasMade() async throws {
        try await withServer(answer: { _, _ in .send(Self.done) }) { server, client in
            let value = "Zeile 1\nZeile 2 \"ü\" 💸" + String(repeating: "x", count: 100_000)
            _ = try await client.addAttribute(
                AttributeDraft(type: "Description", value: value),
                to: .evilHost,
                owner: nil
            ).get()
            let body = try JSONText(try #require(server.bodies.first))
            #expect(body["value"]?.string == value)
            let head = try #require(server.heads.first).lowercased()
            #expect(head.contains("content-type: application/json\r\n"))
            #expect(server.requestLines == ["POST /api/v2/indicators/hosts/evil.example/attributes HTTP/1.1"])
        }
    }

    @Test func emptyPostHasALengthAndNoType() async throws {
        let answer = LoopbackServer.http("200 OK", #"{"status":"Success","data":{"falsePositive":{"count":1}}}"#)
        try await withServer(answer: { _, _ in .send(answer) }) { server, client in
            _ = try await client.reportFalsePositive(of: .evilHost, owner: nil).get()
            let head = try #require(server.heads.first).lowercased()
            #expect(head.contains("content-length: 0"))
            #expect(!head.contains("content-type") && !head.contains("transfer-encoding"))
            #expect(server.bodies == [[]])
        }
    }

    @Test func reasonIsTheUsualNameOfTheStatus() async throws {
        let answer = LoopbackServer.http("201 Anything", #"{"status":"Success","data":{}}"#)
        try await withServer(answer: { _, _ in .send(answer) }) { _, client in
            let draft = AttributeDraft(type: "Description", value: "x")
            let action = APIAction.addAttribute(draft, to: IndicatorType(.host), "evil.example", owner: nil)
            #expect(await client.send(action).response?.reason == "Created")
        }
    }

    @Test func lostAnswersAreOpenAndAskedForOnce() async throws {
        for action in [LoopbackServer.Action.reset, .silence, .sendAndClose("HTTP/1.1 201 Created\r\nContent-Le")] {
            try await withServer(timeout: .seconds(3), answer: { _, _ in action }) { server, client in
                let draft = AttributeDraft(type: "Description", value: "x")
                let answer = try await client.addAttribute(draft, to: .evilHost, owner: nil)
                let failure = #expect(throws: WriteFailure.self) { try answer.get() }
                #expect(failure?.outcomeUnknown == true, "\(action)")
                #expect(server.requestLines.count == 1, "\(action)")
            }
        }
    }

    @Test func serverThatIsNotThereIsAskedAgain() async throws {
        let refused = try RefusedPort()
        let settings = try ConnectionSettings.example(url: "http://127.0.0.1:\(refused.port)")
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(
            settings: settings,
            transport: transport,
            environment: VirtualTime().environment,
            logger: silent
        )
        let answer = try await client.addAttribute(
            AttributeDraft(type: "Description", value: "x"),
            to: .evilHost,
            owner: nil
        )
        try await transport.shutdown()
        let failure = #expect(throws: WriteFailure.self) { try answer.get() }
        #expect(failure?.attempts == 5 && failure?.outcomeUnknown == false)
    }
}
