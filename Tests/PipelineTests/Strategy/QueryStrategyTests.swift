import Foundation
import Observables
import Pipeline
import PipelineFile
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// Strategies `lookup` and `query` against one server.
struct QueryStrategyTests {
    private static let owners = ["Example Org", "Shared Feed", "Unasked"]

    /// Random intelligence of all kinds in several owners, active or not; seeded, the seed is printed.
    @Test(arguments: [IndicatorMembers(), [.tags], [.tags, .additional]])
    func bothStrategiesGiveTheSameAnswers(members: IndicatorMembers) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let store = try SandboxStore(organisation: "Example Org")
        var known: [Observable] = []
        for _ in 0..<250 {
            let new = RandomCopies.indicator(owner: Self.owners.randomElement(using: &random), &random)
            try store.add([new.indicator])
            known += new.observables
        }
        let unknown = (0..<60).flatMap { _ in RandomCopies.indicator(owner: nil, &random).observables }
        let asked = Array(Set(known + unknown)).shuffled(using: &random)
        for owners in [[], ["Example Org"], ["Shared Feed", "Example Org"]] {
            for settings in [
                QuerySettings(linger: .zero), QuerySettings(maxRequestBytes: 700),
                QuerySettings(maxRequestBytes: 20_000, usesBody: true),
            ] {
                let answers = try await bothAnswers(store, asked, owners, members, settings)
                for (index, observable) in asked.enumerated() {
                    #expect(answers.lookUp[index] == answers.query[index], "\(observable), seed \(seed)")
                }
                #expect(answers.lookUp.contains { if case .hit = $0.answer { true } else { false } }, "seed \(seed)")
                #expect(
                    answers.lookUp.allSatisfy { if case .failed = $0.answer { false } else { true } },
                    "seed \(seed)"
                )
            }
        }
    }

    private func bothAnswers(
        _ store: SandboxStore,
        _ asked: [Observable],
        _ owners: [String],
        _ members: IndicatorMembers,
        _ settings: QuerySettings
    ) async throws -> (lookUp: [SourcedAnswer], query: [SourcedAnswer]) {
        try await QueryTrial(store: store).withClient { client in
            let lookUp = ThreatConnectAnswers(
                client: client,
                owners: owners,
                members: members,
                maxInFlight: 8,
                progress: RunProgress(),
                now: { 7 }
            )
            let query = QueryTrial.answers(client, owners, members, settings)
            return (try await lookUp.answers(for: asked), try await query.answers(for: asked))
        }
    }

    @Test func inactiveOnesAreFoundWhenWanted() async throws {
        let store = try SandboxStore(organisation: "Example Org")
        let host = Observable(kind: .host, canonical: "off.example.com")
        var indicator = NewIndicator(host, rating: 3)
        indicator.active = false
        try store.add([indicator])
        try await QueryTrial(store: store).withClient { client in
            let usual = QueryTrial.answers(client, [], .additional, QuerySettings(linger: .zero))
            #expect(try await usual.answers(for: [host]).map(\.answer) == [.absent])
            let all = QueryTrial.answers(client, [], .additional, QuerySettings(linger: .zero, includesInactive: true))
            guard case .hit(let found) = try await all.answers(for: [host])[0].answer else {
                Issue.record("not found")
                return
            }
            #expect(found.leading.active == false && found.leading.rating == 3)
        }
    }

    /// Four batches that ask at the same time, each for eight values, send one request.
    @Test func packsFillAcrossBatches() async throws {
        let trial = try QueryTrial(store: SandboxStore(organisation: "Example Org"))
        try await trial.withClient { client in
            let progress = RunProgress()
            let settings = QuerySettings(linger: .seconds(1))
            let query = QueryTrial.answers(client, ["Example Org"], [], settings, progress: progress) { _ in
                // The wait is over when every batch has placed its values.
                while progress.snapshot.lookUpsExpected < 32 { await Task.yield() }
            }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for batch in 0..<4 {
                    group.addTask {
                        let hosts = (0..<8).map { Observable(kind: .host, canonical: "h\($0).b\(batch).example.com") }
                        return try await query.answers(for: hosts).count
                    }
                }
                for try await count in group { #expect(count == 8) }
            }
        }
        #expect(trial.targets.count == 1)
    }

    @Test func requestLinesStayWithinTheBudget() async throws {
        let trial = try QueryTrial(store: SandboxStore(organisation: "Example Org"))
        let addresses = (0..<2_000).map { Observable(kind: .address, canonical: "203.0.\($0 / 250).\($0 % 250)") }
        let hosts = (0..<2_000).map { Observable(kind: .host, canonical: "host\($0).some-longer-name.example.com") }
        try await trial.withClient { client in
            let query = QueryTrial.answers(client, ["Example Org"], [], QuerySettings(linger: .zero))
            _ = try await query.answers(for: (addresses + hosts).shuffled())
        }
        let lines = trial.targets.map { "GET \($0) HTTP/1.1".utf8.count }
        #expect(lines.allSatisfy { $0 <= 2_000 } && lines.filter { $0 < 1_900 }.count <= 1)
        #expect(trial.targets.count <= 100)
    }
}
