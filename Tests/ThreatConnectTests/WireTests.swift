import Foundation
import Observables
import Testing
import ThreatConnect

/// The network transport against a real socket.
@Suite(.timeLimit(.minutes(2)))
struct WireTests {
    /// Runs `body` with a server and a client of it, and shuts both down.
    private func withServer(
        adjust: (inout ConnectionSettings) -> Void = { _ in },
        answer: @escaping @Sendable (Int, String) -> LoopbackServer.Action,
        body: (LoopbackServer, ThreatConnectClient) async throws -> Void
    ) async throws {
        let server = try await LoopbackServer.start(answer: answer)
        var settings = try ConnectionSettings.example(url: "http://127.0.0.1:\(server.port)")
        settings.maxAttempts = 1
        adjust(&settings)
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

    private func failure(
        _ client: ThreatConnectClient,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> LookupFailure {
        let answer = try await client.indicator(.evilHost, owner: nil, members: [])
        return try #require(throws: LookupFailure.self, sourceLocation: sourceLocation) { _ = try answer.get() }
    }

    @Test func sentBytesAreTheSignedBytes() async throws {
        let observables = [
            (ObservableKind.url, "http://evil.example/a b/%2F?q=1&r=[x]#f"),
            (.url, "https://evil.example/!'()*;:@,$\"<>"),
            (.address, "2001:db8:0:0:0:0:0:1"), (.address, "192.0.2.7"), (.emailAddress, "bad+x@evil.example"),
            (.registryKey, "HKEY_LOCAL_MACHINE\\Software\\X : v :  REG_SZ"), (.userAgent, "Mozilla/5.0 (X; Ü) {a|b}^`"),
            (.mutex, "Global\\100% + ~done"), (.emailSubject, "Überweisung – 支払い 💸"), (.cidr, "192.0.2.0/24"),
            (.hashtag, "#op"), (.mutex, "a/../b"), (.mutex, "%2e%2e"), (.mutex, "…\u{0}\u{7f}\t"),
        ].map { Observable(kind: $0, canonical: $1) }
        let notFound = LoopbackServer.http("404 Not Found", #"{"status":"Failure","message":"none"}"#)

        try await withServer(answer: { _, _ in .send(notFound) }) { server, client in
            for observable in observables {
                let answer = try await client.indicator(
                    observable,
                    owner: "R&D + 50% é",
                    members: [.tags, .additional]
                )
                #expect(answer == .success(nil))
            }
            #expect(server.connections == 1, "the connection is kept alive")
            let query = "owner=R%26D%20%2B%2050%25%20%C3%A9&includes=tags&includeAdditional=true"
            for (observable, head) in zip(observables, server.heads) {
                let value = PercentEncoding.encode(observable.canonical)
                let target = "/api/v2/indicators/\(observable.kind.apiBranch)/\(value)?\(query)"
                let signature = RequestSigner.signature(of: "\(target):GET:1700000000", secretKey: Secret("s3cr3t"))
                let lines = head.split(separator: "\r\n").map(String.init)
                #expect(lines.first == "GET \(target) HTTP/1.1")
                #expect(lines.contains("Authorization: TC 12345678901234567890:\(signature)"))
                #expect(lines.contains("Timestamp: 1700000000"))
                #expect(lines.contains("Accept: application/json"))
                #expect(lines.contains("User-Agent: tcenrich/0.1.0"))
                #expect(lines.contains { $0.lowercased() == "host: 127.0.0.1:\(server.port)" })
            }
        }
    }

    @Test func brokenConnectionsAreTriedAgain() async throws {
        let cut = String(LoopbackServer.hit.dropLast(20))
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sta"
        let actions: [LoopbackServer.Action] = [
            .reset, .sendAndClose(""), .sendAndClose("HTTP/1.1 20"), .sendAndClose(cut), .sendAndClose(chunked),
            .send(LoopbackServer.hit),
        ]
        try await withServer(adjust: { $0.maxAttempts = 6 }, answer: { number, _ in actions[number] }) {
            server,
            client in
            let answer = try await client.indicator(.evilHost, owner: nil, members: [])
            #expect(try answer.get()?.id == 7)
            #expect(server.heads.count == 6)
        }
    }

    @Test(arguments: [
        LoopbackServer.Action.reset, .sendAndClose(""), .sendAndClose(String(LoopbackServer.hit.dropLast(1))),
    ])
    func brokenConnectionIsAConnectionFailure(action: LoopbackServer.Action) async throws {
        try await withServer(answer: { _, _ in action }) { _, client in
            let failure = try await failure(client)
            #expect((failure.code, failure.attempts) == (.connection, 1))
        }
    }

    @Test func silenceIsATimeout() async throws {
        try await withServer(
            adjust: { $0.readTimeout = .milliseconds(50) },
            answer: { _, _ in .silence },
            body: { _, client in
                let failure = try await failure(client)
                #expect(failure.code == .timeout)
            }
        )
    }

    @Test func headWithoutBodyIsATimeout() async throws {
        let half = String(LoopbackServer.hit.dropLast(10))
        try await withServer(
            adjust: { $0.readTimeout = .milliseconds(50) },
            answer: { _, _ in .send(half) },
            body: { _, client in
                let failure = try await failure(client)
                #expect(failure.code == .timeout)
            }
        )
    }

    @Test func drippingBodyEndsAtTheAttemptsLimit() async throws {
        let parts = LoopbackServer.hit.map(String.init)
        try await withServer(
            adjust: { $0.attemptTimeout = .milliseconds(100) },
            answer: { _, _ in .drip(parts, every: .milliseconds(20)) },
            body: { _, client in
                let failure = try await failure(client)
                #expect(failure.code == .timeout)
            }
        )
    }

    @Test func largeBodyIsCutOff() async throws {
        try await withServer(
            adjust: { $0.maxBodySize = 64 },
            answer: { _, _ in .send(LoopbackServer.hit) },
            body: { _, client in
                let failure = try await failure(client)
                #expect(failure.code == .badResponse)
                #expect(failure.detail.contains("64 bytes"))
            }
        )
    }

    private func gzipped(_ base64: String) throws -> LoopbackServer.Action {
        let body = try #require(Data(base64Encoded: base64))
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        return .sendBytes(Array(head.utf8) + body)
    }

    @Test func compressedBodiesAreRead() async throws {
        // {"status":"Success","data":{"host":{"id":7,"hostName":"evil.example"}}}
        let action = try gzipped(
            "H4sIAAAAAAACA6tWKi5JLCktVrJSCi5NTk4tLlbSUUpJLElUsqpWysgvLgHRmSlKVuY6YK5fYm4q"
                + "UG1qWWaOXmpFYm5BTqpSbW0tAFyFAV1HAAAA"
        )
        try await withServer(answer: { _, _ in action }) { server, client in
            let answer = try await client.indicator(.evilHost, owner: nil, members: [])
            #expect(try answer.get()?.id == 7)
            #expect(server.heads.allSatisfy { $0.contains("Accept-Encoding: gzip, deflate") })
        }
    }

    @Test func smallBodyThatUnpacksToALargeOneIsCutOff() async throws {
        // The same, followed by 200,000 blanks.
        let action = try gzipped(
            "H4sIAAAAAAACA+3KSwrCMBiF0a3IPy5OhSzCiSsIbcBCS4WkIpTs3ccOnJ8z+bhwj6gtt71Gits+"
                + "jqXWGGLKLUc64r7V9u08RboMv3nNa/l8y3NezuWV18dSovd+AgAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                + "AAD+9gYPCa3shw0DAA=="
        )
        try await withServer(adjust: { $0.maxBodySize = 100_000 }, answer: { _, _ in action }) { _, client in
            let failure = try await failure(client)
            #expect(failure.code == .badResponse)
        }
    }

    @Test func whatIsNotHTTPIsABadResponse() async throws {
        try await withServer(answer: { _, _ in .sendAndClose("SSH-2.0-OpenSSH_9.2\r\n") }) { _, client in
            let failure = try await failure(client)
            #expect(failure.code == .badResponse)
        }
    }

    @Test(arguments: [
        "301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect",
    ])
    func redirectIsNotFollowedSoCredentialsStayHere(status: String) async throws {
        let other = try await LoopbackServer.start { _, _ in .send(LoopbackServer.hit) }
        let location = "Location: http://127.0.0.1:\(other.port)/api/v2/owners?secret=1\r\n"
        let redirect = LoopbackServer.http(status, "", headers: location)
        try await withServer(answer: { _, _ in .send(redirect) }) { server, client in
            let failure = try await failure(client)
            #expect(failure.code == .badResponse)
            #expect(failure.detail.contains("127.0.0.1:\(other.port)") && !failure.detail.contains("secret"))
            #expect(server.heads.count == 1)
        }
        #expect(other.connections == 0)
        try await other.stop()
    }

    @Test func nobodyListeningIsSaid() async throws {
        let refused = try RefusedPort()
        let settings = try ConnectionSettings.example(url: "http://127.0.0.1:\(refused.port)")
        #expect(try await transportError(settings).code == .connectionRefused)
    }

    @Test func unknownHostIsSaid() async throws {
        let settings = try ConnectionSettings.example(url: "http://no-such-host.invalid")
        #expect(try await transportError(settings).code == .nameResolution)
    }

    private func transportError(_ settings: ConnectionSettings) async throws -> TransportError {
        let transport = try NetworkTransport(settings: settings)
        let target = RequestTarget(base: settings.url, segments: ["v2", "owners"])
        let request = APIRequest(method: "GET", origin: settings.url.origin, target: target, headers: [])
        let error = await #expect(throws: TransportError.self) { _ = try await transport.send(request) }
        try await transport.shutdown()
        return try #require(error)
    }

    @Test func cancellationEndsAnAttempt() async throws {
        let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
        let answer: @Sendable (Int, String) -> LoopbackServer.Action = { _, _ in
            arrival.yield()
            return .silence
        }
        try await withServer(answer: answer) { _, client in
            let task = Task { try await client.indicator(.evilHost, owner: nil, members: []) }
            for await _ in arrivals { break }
            task.cancel()
            let error = await #expect(throws: RunStoppingError.self) { _ = try await task.value }
            #expect(error?.code == .cancelled)
        }
    }

    @Test func connectionsStayWithinTheLimit() async throws {
        try await withServer(
            adjust: { $0.maxConnections = 3 },
            answer: { _, _ in .drip([LoopbackServer.hit], every: .zero) },
            body: { server, client in
                try await withThrowingTaskGroup(of: Int64?.self) { group in
                    for _ in 0..<60 {
                        group.addTask { try await client.indicator(.evilHost, owner: nil, members: []).get()?.id }
                    }
                    for try await id in group { #expect(id == 7) }
                }
                #expect(server.heads.count == 60)
                #expect(server.connections <= 3)
            }
        )
    }
}
