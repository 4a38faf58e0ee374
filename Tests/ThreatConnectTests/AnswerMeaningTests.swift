import Observables
import TestSupport
import Testing
import ThreatConnect

/// What the client makes of complete answers (API document, sections 1.4 and 7).
struct AnswerMeaningTests {
    private func ask(
        _ answer: APIResponse,
        owner: String? = "Acme Intel"
    ) async throws -> Result<Indicator?, LookupFailure> {
        try await ThreatConnectClient.scripted(ScriptedTransport(.success(answer)))
            .indicator(.evilHost, owner: owner, members: [])
    }

    private func stop(_ answer: APIResponse, owner: String? = "Acme Intel") async throws -> RunStoppingError {
        try await #require(throws: RunStoppingError.self) { _ = try await ask(answer, owner: owner) }
    }

    @Test func successIsAnIndicator() async throws {
        let indicator = try #require(try await ask(.hit).get())
        #expect((indicator.id, indicator.owner, indicator.summary) == (7, "Example Organization", "evil.example"))
        #expect(indicator.kind == .host)
    }

    @Test(arguments: [
        APIResponse.failure(404, "The requested resource was not found"),
        APIResponse.json(404, #"{"status":"Error","message":"Not found"}"#),
        APIResponse.json(404, #"{"status":"failure"}"#),
    ])
    func threatConnectsOwn404IsAbsent(answer: APIResponse) async throws {
        #expect(try await ask(answer) == .success(nil))
    }

    @Test(arguments: [
        APIResponse.html(404),
        APIResponse(status: 404),
        APIResponse(status: 404, body: Array("Could not find resource for relative : /v2/x".utf8)),
        APIResponse.json(404, #"{"error":"no route"}"#),
        APIResponse.json(404, "[]"),
    ])
    func anybodyElses404IsNotAbsent(answer: APIResponse) async throws {
        let failure = try await #require(throws: LookupFailure.self) { _ = try await ask(answer).get() }
        #expect(failure.code == .badResponse)
        #expect(failure.detail.contains("check that url"))
        #expect(failure.attempts == 1)
    }

    @Test func unknownOwnerStopsTheRunAndIsNamed() async throws {
        for status in [400, 403, 404] {
            let error = try await stop(.failure(status, "The requested owner was not found"))
            #expect(error.code == .unknownOwner)
            #expect(error.advice.contains("\"Acme Intel\""))
        }
    }

    @Test(arguments: [400, 401, 403])
    func wrongCredentialsStopTheRun(status: Int) async throws {
        for text in ["Signature data did not match expected result", "Access Denied", "Unauthorized"] {
            let error = try await stop(.failure(status, text))
            #expect(error.code == .authentication)
            #expect(error.message.contains(text))
            #expect(error.advice.contains("access_key and secret_key"))
        }
    }

    @Test func clockSkewIsNamedWithItsSize() async throws {
        let date = HeaderField("Date", "Tue, 14 Nov 2023 22:25:25 GMT")
        let text = "Timestamp out of acceptable time range"
        let behind = try await stop(.failure(401, text, headers: [date]))
        #expect(behind.code == .clockSkew)
        #expect(behind.advice.contains("12 min 5 s behind"))
        let ahead = try await stop(.failure(400, text, headers: [HeaderField("Date", "Tue, 14 Nov 2023 21:08:20 GMT")]))
        #expect(ahead.advice.contains("1 h 5 min ahead"))
        let unknown = try await stop(.failure(401, text))
        #expect(unknown.code == .clockSkew)
        #expect(unknown.advice.contains("did not say"))
    }

    @Test func skewBehindAnotherTextIsNoticed() async throws {
        let date = HeaderField("Date", "Wed, 15 Nov 2023 22:13:20 GMT")
        #expect(try await stop(.failure(401, "Access Denied", headers: [date])).code == .clockSkew)
    }

    @Test func plainForbiddenIsPermission() async throws {
        #expect(try await stop(.failure(403, "No")).code == .permission)
        #expect(try await stop(APIResponse(status: 403)).code == .permission)
        #expect(try await stop(APIResponse(status: 401)).code == .authentication)
    }

    @Test func missingLicenceStopsAtOnce() async throws {
        let text = "API access has not been licensed for this system, please contact sales@threatconnect.com"
        let transport = ScriptedTransport(.success(.failure(503, text)))
        let error = try await #require(throws: RunStoppingError.self) {
            _ = try await ThreatConnectClient.scripted(transport).indicator(.evilHost, owner: nil, members: [])
        }
        #expect(error.code == .licence)
        #expect(transport.requests.count == 1)
    }

    @Test func proxyLoginStopsTheRun() async throws { #expect(try await stop(.html(407)).code == .proxy) }

    /// A firewall in front may dislike one value; a value from a log must not be able to stop every run.
    @Test func forbiddenPageConcernsTheValueOnly() async throws {
        let failure = try await #require(throws: LookupFailure.self) { _ = try await ask(.html(403)).get() }
        #expect(failure.code == .refused)
        let client = try ThreatConnectClient.scripted(ScriptedTransport(.success(.html(403))))
        await #expect(throws: RunStoppingError.self) { _ = try await client.owners() }
    }

    @Test(arguments: [
        (APIResponse.failure(400, "Please enter a valid Url"), LookupFailure.Code.refused, 1),
        (APIResponse.failure(403, "This indicator is contained on a system-wide exclusion list."), .refused, 1),
        (APIResponse.failure(400, "The value Access Denied is invalid"), .refused, 1),
        (APIResponse.html(414), .refused, 1),
        (APIResponse.failure(200, "Something"), .badResponse, 1),
        (APIResponse.json(200, #"{"status":"Success"}"#), .badResponse, 1),
        (APIResponse.json(200, #"{"status":"Success","data":{"resultCount":0}}"#), .badResponse, 1),
        (APIResponse.json(200, #"{"status":"Success","data":{"host":{"hostName":"evil.example"}}}"#), .badResponse, 1),
        (APIResponse.json(200, #"{"status":"Success","data":{"host":{"id":7,"rating":"high"}}}"#), .badResponse, 2),
        (APIResponse.html(200), .badResponse, 2),
        (APIResponse.json(200, #"{"status":"Success","data":{"ho"#), .badResponse, 2),
        (APIResponse.json(200, ""), .badResponse, 2),
        (APIResponse(status: 302, headers: [HeaderField("Location", "https://sso.example/?t=1")]), .badResponse, 1),
        (APIResponse.failure(500, "An unknown error occurred"), .unavailable, 5),
        (APIResponse.html(502), .unavailable, 5),
        (APIResponse(status: 408), .unavailable, 5),
    ])
    func otherAnswersFailThisCallOnly(answer: APIResponse, code: LookupFailure.Code, attempts: Int) async throws {
        let failure = try await #require(throws: LookupFailure.self) { _ = try await ask(answer).get() }
        #expect(failure.code == code)
        #expect(failure.attempts == attempts)
        #expect(!failure.detail.isEmpty && !failure.detail.contains("\n"))
    }

    @Test func authenticationTextBehind200StopsTheRun() async throws {
        #expect(try await stop(.failure(200, "Access Denied")).code == .authentication)
    }

    @Test func redirectNamesItsTargetWithoutQuery() async throws {
        let location = HeaderField("Location", "https://sso.example/login?session=abc")
        let failure = try await #require(throws: LookupFailure.self) {
            _ = try await ask(APIResponse(status: 302, headers: [location])).get()
        }
        #expect(failure.detail.contains("https://sso.example/login;"))
    }

    @Test func noTruncatedAnswerPassesForAWholeOne() async throws {
        for length in 0..<APIResponse.hit.body.count {
            let cut = APIResponse(status: 200, body: Array(APIResponse.hit.body.prefix(length)))
            let failure = try await #require(throws: LookupFailure.self) { _ = try await ask(cut).get() }
            #expect(failure.code == .badResponse, "\(length) bytes")
        }
    }

    /// Damage may change what a hit says, but never turns it into "not known".
    @Test func noDamageMakesAHitAbsent() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            var body = APIResponse.hit.body
            for _ in 0...random.below(3) { body[random.below(UInt64(body.count))] = UInt8(random.below(256)) }
            let answer = try await ask(APIResponse(status: 200, body: body))
            #expect(answer != .success(nil), "seed \(seed)")
        }
    }

    @Test func longAnswersAreQuotedOnOneShortLine() async throws {
        let long = String(repeating: "line\r\n\u{1b}[31m", count: 1000)
        let failure = try await #require(throws: LookupFailure.self) {
            _ = try await ask(APIResponse(status: 400, body: Array(long.utf8))).get()
        }
        #expect(failure.detail.count < 350)
        #expect(!failure.detail.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
}
