import Observables
import Pipeline
import PipelineFile
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// Strategy `query` at the limits of servers and packs.
struct QueryLimitTests {
    private static let hosts = (0..<40).map { Observable(kind: .host, canonical: "h\($0).example.com") }
    private static let empty = #"{"status":"Success","count":0,"data":[]}"#

    /// A proxy in between takes less than the pipeline file says: the packs shrink, and nothing is lost.
    @Test func shorterRequestLinesOfAProxyAreMet() async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            request.target.text.utf8.count > 600 ? .json(414, "") : .json(200, Self.empty)
        }
        let answers = try await transport.answers(Self.hosts, QuerySettings(linger: .zero))
        #expect(answers == Self.hosts.map { _ in .absent })
    }

    @Test func poisonInABodyStandsAloneToo() async throws {
        let transport = ScriptedTransport { request, _ throws(TransportError) in
            let body = String(decoding: request.body ?? [], as: UTF8.self)
            return body.contains(#"\"h7.example.com\""#) ? .json(400, "{}") : .json(200, Self.empty)
        }
        let answers = try await transport.answers(Self.hosts, QuerySettings(usesBody: true, linger: .zero))
        for (host, answer) in zip(Self.hosts, answers) {
            #expect((answer == .absent) == (host.canonical != "h7.example.com"), "\(host.canonical): \(answer)")
        }
    }

    /// Being too fast says nothing about the values: the same pack is sent again, after the time that the server asks for.
    @Test func tooManyRequestsAreWaitedForAndNotHalved() async throws {
        let transport = ScriptedTransport { _, number throws(TransportError) in
            number < 3 ? .json(429, "{}", HeaderField("Retry-After", "7")) : .json(200, Self.empty)
        }
        let answers = try await transport.answers(Self.hosts, QuerySettings(linger: .zero))
        #expect(answers.allSatisfy { $0 == .absent } && transport.count == 3)
        #expect(transport.delays.all == [.seconds(7), .seconds(7)])
    }

    /// More copies than a page holds.
    @Test func packOfSeveralPagesIsReadToItsEnd() async throws {
        let hosts = (0..<700).map { Observable(kind: .host, canonical: "h\($0).example.com") }
        let store = try SandboxStore(organisation: "Example Org")
        try store.add(hosts.map { NewIndicator($0, rating: 2) })
        let trial = QueryTrial(store: store)
        let settings = QuerySettings(maxRequestBytes: 40_000, usesBody: true, linger: .zero)
        try await trial.withClient { client in
            let answers = try await QueryTrial.answers(client, ["Example Org"], [], settings).answers(for: hosts)
            for (host, answer) in zip(hosts, answers) {
                guard case .hit(let found) = answer.answer else {
                    Issue.record("\(host.canonical): \(answer.answer)")
                    continue
                }
                #expect(found.leading.summary == host.canonical)
            }
        }
        #expect(trial.targets.count == 2)
    }

    /// A batch that is stopped while its pack waits for company leaves nobody waiting for ever.
    @Test func packOfACancelledBatchIsCompleted() async throws {
        let trial = try QueryTrial(store: SandboxStore(organisation: "Example Org"))
        try await trial.withClient { client in
            let progress = RunProgress()
            let query = QueryTrial.answers(
                client,
                ["Example Org"],
                [],
                QuerySettings(linger: .seconds(10)),
                progress: progress
            ) { _ in
                while true {
                    try Task.checkCancellation()
                    await Task.yield()
                }
            }
            let first = Task { try await query.answers(for: Array(Self.hosts[..<2])) }
            while progress.snapshot.lookUpsExpected < 2 { await Task.yield() }
            let second = Task { try await query.answers(for: Array(Self.hosts[2..<4])) }
            while progress.snapshot.lookUpsExpected < 4 { await Task.yield() }
            first.cancel()
            for task in [first, second] { await #expect(throws: CancellationError.self) { try await task.value } }
        }
        #expect(trial.targets.isEmpty)
    }
}
