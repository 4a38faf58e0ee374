import Sandbox
import Testing

struct AuthenticationTests {
    private let path = "/api/v2/owners"

    @Test func correctSignatureIsAccepted() async throws {
        try await TestServer.run { client in
            #expect(await client.get(path).status == 200)
            #expect(await client.get(path, time: TestServer.now - 300).status == 200)
            #expect(await client.get(path, time: TestServer.now + 300).status == 200)
        }
    }

    /// Sent and signed as they are; nothing is decoded, sorted or encoded anew before the signature is verified.
    @Test(arguments: [
        "/api/v2/owners?b=2&a=1&a=0",
        "/api/v2/owners?x=%7e%7E",
        "/api/v2/owners?owner=Example+Organization",
        "/api/v2/owners?owner=Example%20Organization",
        "/api/v2/owners?",
        "/api/v2/owners?x='!*()[],:@;",
        "/api/v2/indicators/hosts/evil%2Eexample",
        "/api/v2/indicators/emailAddresses/bad+x@evil.example",
    ])
    func signatureCoversTheRawTarget(target: String) async throws {
        try await TestServer.run { client in
            #expect(await client.get(target).status == 200)
            let tidied = RawClient.signed(target + "&")
            #expect(await client.ask("GET", target, headers: tidied).status == 401)
        }
    }

    @Test func whatWasSignedMustBeWhatWasSent() async throws {
        try await TestServer.run { client in
            let message = "Signature data did not match expected result"
            var headers = RawClient.signed("/api/v2/owners?a=%2f")
            expect(await client.ask("GET", "/api/v2/owners?a=%2F", headers: headers), 401, message)
            headers = RawClient.signed(path, method: "POST")
            expect(await client.ask("GET", path, headers: headers), 401, message)
            headers = RawClient.signed(path, key: "other")
            expect(await client.ask("GET", path, headers: headers), 401, message)
            headers = RawClient.signed(path)
            headers["Timestamp"] = "\(TestServer.now + 1)"
            expect(await client.ask("GET", path, headers: headers), 401, message)
        }
    }

    @Test func timestampMustBeWithinFiveMinutes() async throws {
        try await TestServer.run { client in
            let message = "Timestamp out of acceptable time range"
            expect(await client.get(path, time: TestServer.now - 301), 401, message)
            expect(await client.get(path, time: TestServer.now + 301), 401, message)
            var headers = RawClient.signed(path)
            headers["Timestamp"] = "yesterday"
            expect(await client.ask("GET", path, headers: headers), 401, "Invalid timestamp")
            headers["Timestamp"] = nil
            expect(await client.ask("GET", path, headers: headers), 401, "Invalid timestamp")
        }
    }

    @Test func otherIdentitiesAreRefused() async throws {
        try await TestServer.run { client in
            let stranger = RawClient.signed(path, id: "999")
            expect(await client.ask("GET", path, headers: stranger), 401, "Access Denied")
            expect(await client.ask("GET", path), 403, "Access Denied")
            let bearer = ["Authorization": "Bearer x"]
            expect(await client.ask("GET", path, headers: bearer), 403, "Access Denied")
        }
    }

    @Test func tokenIsAcceptedWithoutTimestamp() async throws {
        try await TestServer.run { client in
            let good = ["Authorization": "TC-Token \(TestServer.token)"]
            #expect(await client.ask("GET", path, headers: good).status == 200)
            let bad = ["Authorization": "TC-Token \(TestServer.token)x"]
            expect(await client.ask("GET", path, headers: bad), 401, "Unauthorized")
        }
    }

    @Test func failuresCanBeAnsweredAsFormerReleasesDid() async throws {
        try await TestServer.run(failureStatus: 400) { client in
            let stranger = RawClient.signed(path, key: "other")
            expect(
                await client.ask("GET", path, headers: stranger),
                400,
                "Signature data did not match expected result"
            )
        }
    }

    private func expect(_ reply: RawClient.Reply, _ status: Int, _ message: String) {
        #expect(reply.status == status)
        #expect(reply.text == #"{"status":"Failure","message":"\#(message)"}"#)
    }
}
