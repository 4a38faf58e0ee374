import Observables
import Pipeline
import Sandbox
import State
import TestSupport
import Testing
import ThreatConnect

/// Fetching a snapshot, and bringing it up to date.
struct SnapshotUpdateTests {
    private func filled(_ seed: UInt64, _ count: Int) throws -> (SnapshotTrial, RandomIntelligence) {
        let trial = try SnapshotTrial()
        var intelligence = RandomIntelligence(seed: seed)
        try trial.store.add((0..<count).map { _ in intelligence.indicator(date: "2026-01-01T00:00:00Z") })
        // Owners exist from their first indicator on.
        try trial.store.add(
            SnapshotTrial.owners.map { .init(Observable(kind: .host, canonical: "every.example.net"), owner: $0) }
        )
        return (trial, intelligence)
    }

    @Test(arguments: 0..<4)
    func snapshotAndLookUpsGiveTheSameAnswers(seed: UInt64) async throws {
        var (trial, intelligence) = try filled(seed, 250)
        trial.pageSize = [1, 7, 100, 10_000][Int(seed) % 4]
        let asked =
            Array(Set((0..<400).map { _ in intelligence.observable() }))
            + (0..<12).flatMap { number in
                [32, 40].map { Observable(kind: .file, canonical: RandomIntelligence.hash(number, $0)) }
            }
        try await trial.serve { server in
            let result = try await server.update()
            #expect(result.isFull && result.description.owners.allSatisfy(\.isVerified))
            for members in [IndicatorMembers(), .tags, .additional, [.tags, .additional]] {
                for owners in [SnapshotTrial.owners, ["Third", "Example Org"]] {
                    let lookups = ThreatConnectAnswers(
                        client: server.client,
                        owners: owners,
                        members: members,
                        maxInFlight: 8,
                        progress: RunProgress(),
                        now: { 0 }
                    )
                    let local = try SnapshotAnswers(
                        snapshot: Snapshot(path: trial.path),
                        owners: owners.compactMap { SnapshotTrial.owners.firstIndex(of: $0) },
                        members: members,
                        containment: false,
                        progress: RunProgress()
                    )
                    let (left, right) = (try await lookups.answers(for: asked), try await local.answers(for: asked))
                    var hits = 0
                    for (observable, (left, right)) in zip(asked, zip(left, right)) {
                        #expect(left.answer == right.answer, "seed \(seed), \(observable)")
                        if case .hit = left.answer { hits += 1 }
                    }
                    #expect(hits > 20 && hits < asked.count, "seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: 10..<16)
    func incrementalUpdatesGiveWhatAFullOneGives(seed: UInt64) async throws {
        var (trial, intelligence) = try filled(seed, 120)
        let full = trial.folder.path("full.snapshot")
        try await trial.serve { server in
            try await server.update()
            for _ in 0..<4 {
                trial.clock.pass(Int.random(in: 1...5000, using: &intelligence.generator))
                try await edit(&intelligence, trial, server)
                let result = try await server.update()
                #expect(!result.isFull, "seed \(seed)")
                let incremental = try SnapshotTrial.contents(of: trial.path)
                try trial.folder.move("x.snapshot", to: "incremental.snapshot")
                #expect(try await server.update(full: true).isFull)
                try trial.folder.move("x.snapshot", to: "full.snapshot")
                #expect(incremental == (try SnapshotTrial.contents(of: full)), "seed \(seed)")
                try trial.folder.move("incremental.snapshot", to: "x.snapshot")
            }
        }
    }

    /// New ones, changed ones, and deletions, some of which are made anew at once.
    private func edit(
        _ intelligence: inout RandomIntelligence,
        _ trial: SnapshotTrial,
        _ server: SnapshotTrial.Server
    ) async throws {
        let date = UTC.timestamp(trial.clock.now)
        let new = (0..<20).map { _ in intelligence.indicator(date: date) }
        let again = (0..<3).map { _ in intelligence.indicator(date: date) }
        try trial.store.add(new)
        let snapshot = try Snapshot(path: trial.path)
        var ids: [Int64] = []
        try snapshot.forEachRecord { ids.append($0.id) }
        for id in ids.shuffled(using: &intelligence.generator).prefix(8) {
            // It may be gone already: two owners' files were made one.
            _ = try await server.client.deleteIndicator(id: id)
        }
        try trial.store.add(again)
    }

    @Test func ofAnInterruptedUpdateThePagesAreUsed() async throws {
        let (trial, _) = try filled(20, 150)
        for steps in [1, 2, 4, 9, 15] {
            let killSwitch = KillSwitch(after: steps)
            await #expect(throws: (any Error).self) {
                try await trial.serve(wrap: { KilledTransport(wrapped: $0, killSwitch: killSwitch) }) {
                    try await $0.update()
                }
            }
            #expect(!trial.folder.exists("x.snapshot"))
        }
        #expect(trial.folder.exists("x.snapshot.update"))
        // The address is part of what the pages are of: the port must stay for them to count.
        try await trial.serve { server in
            var killed = 0
            for steps in [3, 5, 8] {
                let killSwitch = KillSwitch(after: steps)
                let settings = ConnectionSettings(
                    url: try BaseURL(server.url),
                    credentials: .hmac(accessKey: Secret("1"), secretKey: Secret("made-up-for-tests"))
                )
                let transport = try NetworkTransport(settings: settings)
                let client = ThreatConnectClient(
                    settings: settings,
                    transport: KilledTransport(wrapped: transport, killSwitch: killSwitch),
                    environment: trial.environment,
                    logger: SandboxRun.silent
                )
                do { try await server.update(using: client) } catch { killed += 1 }
                try await transport.shutdown()
            }
            #expect(killed == 3)
            let result = try await server.update()
            #expect(result.reusedPages > 5)
            #expect(!trial.folder.exists("x.snapshot.update"))
            let resumed = try SnapshotTrial.contents(of: trial.path)
            try await server.update(full: true)
            #expect(resumed == (try SnapshotTrial.contents(of: trial.path)))
        }
    }

    @Test func countThatDiffersKeepsTheSnapshotBefore() async throws {
        let (trial, _) = try filled(21, 40)
        try await trial.serve { server in
            try await server.update()
            let before = try trial.folder.bytes("x.snapshot")
            trial.faults.add(FaultRule(.quirk(.resultCountDrift), pathPrefix: "/api/v2/indicators"))
            for full in [false, true] {
                let error = await #expect(throws: SnapshotUpdateError.self) { try await server.update(full: full) }
                #expect(error?.code == .count)
            }
            #expect(try trial.folder.bytes("x.snapshot") == before)
        }
    }

    @Test func pageThatCannotBeHadInOnePieceIsDivided() async throws {
        var (trial, _) = try filled(22, 10)
        try trial.store.add((0..<1500).map { .init(Observable(kind: .host, canonical: "n\($0).example.com")) })
        trial.pageSize = 1000
        trial.faults.add(FaultRule(.status(504), pathPrefix: "/api/v2/indicators?", contains: "resultLimit=1000"))
        trial.faults.add(FaultRule(.status(504), contains: "resultLimit=500&resultStart=500"))
        try await trial.serve { server in
            let result = try await server.update()
            #expect(result.description.owners[0].isVerified && result.description.indicators > 1500)
        }
    }

    @Test func damagedSnapshotIsMadeAnewAndAForeignFileIsLeftAlone() async throws {
        let (trial, _) = try filled(23, 30)
        try await trial.serve { server in
            try await server.update()
            var bytes = try trial.folder.bytes("x.snapshot")
            bytes[300] ^= 1
            try trial.folder.write(bytes, to: "x.snapshot")
            #expect(try await server.update().isFull)
            try trial.folder.write("a,b\n", to: "x.snapshot")
            let error = await #expect(throws: SnapshotError.self) { try await server.update() }
            #expect(error?.code == .foreign)
            #expect(try trial.folder.text("x.snapshot") == "a,b\n")
        }
    }

    @Test func ownOrganisationNeedsNoName() async throws {
        var (trial, _) = try filled(24, 60)
        trial.owners = []
        try await trial.serve { server in
            let result = try await server.update()
            #expect(result.description.owners.map(\.owner) == [nil])
            let snapshot = try Snapshot(path: trial.path)
            let copies = try snapshot.copies(of: Observable(kind: .host, canonical: "every.example.net"))
            #expect(copies.map(\.indicator.owner) == ["Example Org"])
        }
    }
}
