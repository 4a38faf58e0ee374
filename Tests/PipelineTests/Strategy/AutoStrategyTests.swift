import Observables
import Pipeline
import PipelineFile
import Sandbox
import TestSupport
import Testing

/// Strategy `auto`: the fewest calls.
struct AutoStrategyTests {
    private func trial(values: Int) throws -> SnapshotTrial {
        let trial = try Self.trial()
        let known = Observable(kind: .host, canonical: "h0.example.com")
        try trial.store.add([NewIndicator(known, owner: "Shared Feed", rating: 4)])
        let hosts = (0..<values).map { "h\($0).example.com" }
        try trial.folder.write("a\n" + hosts.joined(separator: "\n") + "\n", to: "in.csv")
        return trial
    }

    /// Owners exist from their first indicator on.
    private static func trial() throws -> SnapshotTrial {
        let trial = try SnapshotTrial()
        let known = Observable(kind: .host, canonical: "every.example.net")
        try trial.store.add(SnapshotTrial.owners.map { NewIndicator(known, owner: $0) })
        return trial
    }

    private func specification(
        _ server: SnapshotTrial.Server,
        owners: [String]? = nil,
        strategy: EnrichSection.Strategy = .auto
    ) throws -> PipelineSpecification {
        var specification = try server.specification(owners: owners)
        specification.enrich.strategy = strategy
        return specification
    }

    /// Requests besides the one that looks whether the owners exist.
    private func requests(_ result: RunResult) -> Int { result.manifest.requests - 1 }

    @Test func freshSnapshotTakesNoCall() async throws {
        try await trial(values: 40).serve { server in
            try await server.update()
            let result = try await server.run(specification(server))
            #expect(result.manifest.requests == 0 && result.manifest.snapshot != nil)
            #expect(result.manifest.observables.hit == 1)
        }
    }

    @Test func oldOrMissingSnapshotIsPassedOver() async throws {
        let trial = try trial(values: 40)
        try await trial.serve { server in
            let missing = try await server.run(specification(server))
            #expect(requests(missing) == 1 && missing.manifest.snapshot == nil)
            try await server.update()
            trial.clock.pass(24 * 3600 + 1)
            let old = try await server.run(specification(server))
            #expect(requests(old) == 1 && old.manifest.snapshot == nil && old.manifest.observables.hit == 1)
        }
    }

    /// One value is looked up exactly; a second owner makes the query cheaper.
    @Test func oneValueIsLookedUpAndSeveralOwnersAreQueried() async throws {
        try await trial(values: 1).serve { server in
            let one = try specification(server, owners: ["Shared Feed"])
            #expect(try await plan(server, one).choice?.strategy == .lookup)
            let several = try specification(server)
            #expect(try await plan(server, several).choice?.strategy == .query)
            for specification in [one, several] { #expect(requests(try await server.run(specification)) == 1) }
        }
    }

    @Test func inactiveIndicatorsAreFoundByQueriesOnly() async throws {
        try await trial(values: 1).serve { server in
            try await server.update()
            var specification = try specification(server, owners: ["Shared Feed"])
            specification.enrich.query.includesInactive = true
            let plan = try await plan(server, specification)
            #expect(plan.choice?.strategy == .query)
            #expect(plan.offers.map(\.calls) == [nil, 1, nil])
            #expect(try await server.run(specification).manifest.snapshot == nil)
        }
    }

    @Test func largeInputIsCountedInPart() async throws {
        let trial = try trial(values: 60_000)
        try await trial.serve { server in
            let result = try await server.run(specification(server))
            let plan = try await plan(server, specification(server))
            #expect(plan.toAsk == 60_000 && plan.choice?.strategy == .query)
            #expect(result.manifest.records.read == 60_000 && result.manifest.observables.hit == 1)
            // Batches that find no company send packs that are not full.
            #expect(requests(result) >= plan.offers[1].calls ?? .max)
        }
    }

    private func plan(_ server: SnapshotTrial.Server, _ specification: PipelineSpecification) async throws -> CallPlan {
        let clock = server.trial.clock
        return try await Runner(
            specification: specification,
            context: RunContext(runID: "plan") { clock.now },
            progress: RunProgress(),
            logger: SandboxRun.silent,
            environment: server.trial.environment
        )
        .count()
    }

    /// What was counted is what is sent, for random values of all kinds; the seed is printed.
    @Test(arguments: [[], ["Shared Feed"], SnapshotTrial.owners])
    func countedCallsAreSent(owners: [String]) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let trial = try Self.trial()
        let values = (0..<150).flatMap { _ in RandomCopies.indicator(owner: nil, &random).observables }
        let addressable = values.filter { [.address, .host, .file, .cidr, .asn].contains($0.kind) }.map(\.canonical)
        try trial.folder.write("a\n" + addressable.joined(separator: "\n") + "\n", to: "in.csv")
        try await trial.serve { server in
            let plan = try await plan(server, specification(server, owners: owners))
            for offer in plan.offers {
                guard let calls = offer.calls else { continue }
                let result = try await server.run(specification(server, owners: owners, strategy: offer.strategy))
                #expect(requests(result) == calls, "\(offer.strategy) \(owners), seed \(seed)")
            }
            #expect(plan.offers.compactMap(\.calls).count == 2)
        }
    }

    /// The same rows, whichever strategy found the answers; the seed is printed.
    @Test func allStrategiesGiveTheSameRows() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = RandomIntelligence(seed: seed)
        let trial = try Self.trial()
        for _ in 0..<60 { try trial.store.add([random.indicator(date: "2026-03-01T00:00:00Z")]) }
        let values = (0..<80).map { _ in random.observable() }.filter { ![.mutex, .emailSubject].contains($0.kind) }
        let rows = values.map { "\"" + $0.canonical.replacing("\"", with: "\"\"") + "\"" }
        try trial.folder.write("a\n" + rows.joined(separator: "\n") + "\n", to: "in.csv")
        try await trial.serve { server in
            try await server.update()
            var outputs: [String] = []
            for strategy in EnrichSection.Strategy.allCases {
                _ = try await server.run(specification(server, strategy: strategy))
                outputs.append(try trial.folder.text("out.csv"))
            }
            #expect(outputs[0].contains(",hit,"), "seed \(seed)")
            #expect(Set(outputs).count == 1, "seed \(seed)")
        }
    }
}

/// The rule of `auto` itself.
struct StrategyChoiceTests {
    @Test(arguments: [
        ([3, 2, 0], EnrichSection.Strategy.snapshot), ([3, 2, nil], .query), ([2, 2, nil], .lookup),
        ([0, 0, 0], .lookup),
        ([nil, 5, nil], .query),
    ])
    func fewestCallsWinAndTheFirstOfEquals(calls: [Int?], expected: EnrichSection.Strategy) {
        let offers = zip([EnrichSection.Strategy.lookup, .query, .snapshot], calls).map { strategy, calls in
            StrategyOffer(strategy, calls.map { .calls($0) } ?? .unavailable("no"))
        }
        #expect(StrategyChoice(of: offers)?.strategy == expected)
    }

    @Test func reasonNamesTheOthers() {
        let offers = [
            StrategyOffer(.lookup, .calls(50_000)), StrategyOffer(.query, .calls(1)),
            StrategyOffer(.snapshot, .unavailable("it is old")),
        ]
        let reason = "1 call to make; lookup 50000 calls, snapshot cannot be used (it is old)"
        #expect(StrategyChoice(of: offers)?.reason == reason)
        #expect(StrategyChoice(of: [StrategyOffer(.query, .unavailable("no"))]) == nil)
    }
}
