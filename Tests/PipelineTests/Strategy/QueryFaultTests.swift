import Observables
import Pipeline
import PipelineFile
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// What strategy `query` makes of a server that misbehaves: what was not answered is failed, never absent.
struct QueryFaultTests {
    private static let hosts = (0..<16).map { Observable(kind: .host, canonical: "h\($0).example.com") }
    private static let poison = hosts[11]

    private func answers(_ transport: ScriptedTransport, _ observables: [Observable] = hosts) async throws -> [Answer] {
        try await transport.answers(observables, QuerySettings(linger: .zero))
    }

    private static func json(_ status: Int, _ body: String) -> APIResponse { .json(status, body) }

    private static let empty = json(200, #"{"status":"Success","count":0,"data":[]}"#)

    private static func names(_ observable: Observable, in request: APIRequest) -> Bool {
        request.target.text.contains("%22\(observable.canonical)%22")
    }

    // MARK: One bad value

    @Test(arguments: [400, 413, 414, 431, 504])
    func valueThatTheServerRefusesStandsAloneInTheEnd(status: Int) async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            Self.names(Self.poison, in: request) ? Self.json(status, #"{"status":"Error","message":"no"}"#) : Self.empty
        }
        let answers = try await answers(transport)
        for (host, answer) in zip(Self.hosts, answers) {
            #expect((answer != .absent) == (host == Self.poison), "\(host.canonical): \(answer)")
        }
        guard case .failed(let failure) = answers[11] else { return }
        #expect(failure.code == (status == 504 ? .unavailable : .refused))
        if status != 504 { #expect(transport.count == 9) }
    }

    @Test func timeoutIsHalvedAtOnceAndTriedAgainForASingleValue() async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            if Self.names(Self.poison, in: request) { throw TransportError(.timeout, "too slow") }
            return Self.empty
        }
        let answers = try await answers(transport)
        guard case .failed(let failure) = answers[11] else {
            Issue.record("\(answers[11])")
            return
        }
        #expect(failure.code == .timeout && failure.attempts == 5)
        #expect(answers.filter { $0 == .absent }.count == 15)
        // 16, 8, 4 and 2 values once, the poison five times; and four halves without it.
        #expect(transport.count == 4 + 5 + 4)
    }

    @Test func pageOfAFirewallConcernsOneValueOnly() async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            guard Self.names(Self.poison, in: request) else { return Self.empty }
            let page = "<!DOCTYPE html><html><title>Blocked</title></html>"
            return APIResponse(
                status: 403,
                headers: [HeaderField("Content-Type", "text/html")],
                body: Array(page.utf8)
            )
        }
        let answers = try await answers(transport)
        #expect(answers.filter { $0 == .absent }.count == 15 && answers[11] != .absent)
    }

    @Test func indicatorThatCannotBeReadConcernsItsValueOnly() async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            guard Self.names(Self.poison, in: request) else { return Self.empty }
            return Self.json(200, #"{"status":"Success","count":1,"data":[{"type":"Host","summary":"x"}]}"#)
        }
        let answers = try await answers(transport)
        #expect(answers.filter { $0 == .absent }.count == 15 && answers[11] != .absent)
    }

    // MARK: Answers that lack something

    @Test(arguments: [
        #"{"status":"Success","data":[{"id":1,"type":"Host""#,
        #"{"status":"Success"}"#,
        #"{"status":"Failure","message":"no"}"#,
        #"["unexpected"]"#,
        // Fewer than announced.
        #"{"status":"Success","count":2,"data":[{"id":1,"type":"Host","ownerName":"Example Org","summary":"h0.example.com"}]}"#,
        // The same page for ever.
        #"{"status":"Success","next":"https://x/","data":[{"id":1,"type":"Host","summary":"h0.example.com"}]}"#,
    ])
    func answerThatIsNotWholeFailsAll(body: String) async throws {
        let transport = ScriptedTransport { _, _ throws(TransportError) in Self.json(200, body) }
        for answer in try await answers(transport) {
            guard case .failed(let failure) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(failure.code == .badResponse)
        }
        #expect(transport.count <= 2)
    }

    @Test func laterPageThatFailsFailsAll() async throws {
        let first =
            #"{"status":"Success","count":2,"next":"https://x/","data":[{"id":1,"type":"Host","summary":"h0.example.com"}]}"#
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            request.target.text.contains("resultStart")
                ? Self.json(500, #"{"status":"Error","message":"down"}"#) : Self.json(200, first)
        }
        for answer in try await answers(transport) {
            guard case .failed(let failure) = answer else {
                Issue.record("\(answer)")
                continue
            }
            #expect(failure.code == .unavailable)
        }
        #expect(transport.count == 6)
    }

    @Test func serverThatIsDownIsNotAskedForHalves() async throws {
        let transport = ScriptedTransport { _, _ throws(TransportError) in Self.json(500, #"{"status":"Error"}"#) }
        let answers = try await answers(transport)
        #expect(transport.count == 5 && !answers.contains(.absent))
    }

    @Test func pagesAreJoined() async throws {
        @Sendable func item(_ number: Int) -> String {
            #"{"id":\#(number),"type":"Host","ownerName":"Example Org","summary":"h\#(number).example.com","rating":\#(number)}"#
        }
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            request.target.text.contains("resultStart=2")
                ? Self.json(200, #"{"status":"Success","data":[\#(item(2)),\#(item(3))]}"#)
                : Self.json(
                    200,
                    #"{"status":"Success","count":3,"next":"https://x/","data":[\#(item(1)),\#(item(2))]}"#
                )
        }
        let answers = try await answers(transport)
        let ratings = answers.map { answer -> Double? in
            if case .hit(let found) = answer { found.leading.rating } else { nil }
        }
        #expect(ratings[0...4] == [nil, 1, 2, 3, nil] && answers[0] == .absent)
    }

    @Test func refusedCredentialsEndTheRunForEveryBatch() async throws {
        let transport = ScriptedTransport { _, _ throws(TransportError) in
            Self.json(401, #"{"status":"Failure","message":"Access Denied"}"#)
        }
        await #expect(throws: RunStoppingError.self) { try await answers(transport) }
    }

    // MARK: Whole runs

    @Test func poisonGoesToTheRejectedFileAndTheOthersAreAnswered() async throws {
        var trial = try FaultRun(
            FaultRule(.status(400), pathPrefix: "/api/v3/indicators", contains: "198.51.100.9")
        )
        trial.enrich = ", strategy: query, query: {linger: 0ms}"
        let result = try await trial.run("198.51.100.7", "198.51.100.8", "198.51.100.9", "198.51.100.10")
        #expect(
            try trial.rows() == [
                "198.51.100.7,hit,,2,Example Org", "198.51.100.8,hit,,3,Example Org", "198.51.100.9,failed,refused,,",
                "198.51.100.10,absent,,,",
            ]
        )
        let rejected = try trial.rejected()
        #expect(rejected.count == 1 && rejected[0].contains(#""value":"198.51.100.9","reason":"refused""#))
        #expect(!result.isClean)
    }

    @Test(arguments: [Fault.reset, .truncatedBody, .status(503), .htmlPage(status: 502), .wrongJSON])
    func passingFaultIsOvercome(fault: Fault) async throws {
        var trial = try FaultRun(FaultRule(fault, pathPrefix: "/api/v3/indicators", times: 1))
        trial.enrich = ", strategy: query, query: {linger: 0ms}"
        trial.owners = ["Shared Feed", "Example Org"]
        let result = try await trial.run("198.51.100.7", "198.51.100.8")
        #expect(try trial.rows() == ["198.51.100.7,hit,,5,Shared Feed", "198.51.100.8,hit,,3,Example Org"])
        #expect(result.isClean && trial.sandbox.faults.state.map(\.hit) == [1])
    }
}
