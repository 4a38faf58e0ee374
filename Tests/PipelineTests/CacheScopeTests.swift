import Observables
import Pipeline
import PipelineFile
import Sandbox
import State
import TestSupport
import Testing
import ThreatConnect

/// What a cached answer belongs to: later runs that ask for something else ask for themselves.
struct CacheScopeTests {
    private let trial: SnapshotTrial
    private let store: StateStore

    init() throws {
        trial = try SnapshotTrial()
        store = try StateStore(path: trial.folder.path("state.sqlite"))
        let host = Observable(kind: .host, canonical: "a.example.com")
        try trial.store.add(SnapshotTrial.owners.map { NewIndicator(host, owner: $0, rating: 3) })
        try trial.folder.write("a\na.example.com\nb.example.com\n", to: "in.csv")
    }

    private func specification(
        _ server: SnapshotTrial.Server,
        _ change: (inout PipelineSpecification) throws -> Void = { _ in }
    ) throws -> PipelineSpecification {
        var specification = try server.specification()
        specification.enrich.strategy = .lookup
        specification.enrich.cache = CacheSettings(hit: .seconds(1000), absent: .seconds(1000))
        try change(&specification)
        return specification
    }

    /// How many of the two values the cache knew.
    private func cached(_ specification: PipelineSpecification) async throws -> Int {
        let clock = trial.clock
        let result = try await Runner(
            specification: specification,
            context: RunContext(runID: "run-1") { clock.now },
            progress: RunProgress(),
            logger: SandboxRun.silent,
            environment: trial.environment,
            cache: AnswerCache(store: store)
        )
        .run()
        #expect(result.manifest.observables.hit == 1 && result.manifest.observables.absent == 1)
        return result.manifest.observables.cached
    }

    @Test func everyStrategyThatAsksTakesTheAnswersOfAnother() async throws {
        try await trial.serve { server in
            #expect(try await cached(specification(server)) == 0)
            for strategy in [EnrichSection.Strategy.lookup, .query, .auto] {
                let other = try specification(server) { $0.enrich.strategy = strategy }
                #expect(try await cached(other) == 2)
            }
        }
    }

    @Test func ownersMembersActivityAndInstanceKeepAnswersApart() async throws {
        let count = try await trial.serve { server in
            let rest = "report: [csv: \"\(trial.folder.path("r.csv"))\"]"
            let report = try server.specification(rest: rest).report
            let changes: [(String, (inout PipelineSpecification) throws -> Void)] = [
                ("nothing", { _ in }),
                ("fewer owners", { $0.threatConnect.owners.removeLast() }),
                ("another order", { $0.threatConnect.owners.reverse() }),
                ("own organisation", { $0.threatConnect.owners = [] }),
                ("more members", { $0.report = report }),
                (
                    "inactive ones",
                    {
                        $0.enrich.strategy = .query
                        $0.enrich.query.includesInactive = true
                    }
                ),
                ("instance", { $0.threatConnect.url = $0.threatConnect.url.replacing("127.0.0.1", with: "localhost") }),
            ]
            for (what, change) in changes {
                let changed = try specification(server, change)
                #expect(try await cached(changed) == 0, "\(what)")
                #expect(try await cached(changed) == 2, "\(what)")
            }
            return changes.count
        }
        #expect(try store.answerStatistics(now: 0).scopes == count)
    }

    @Test func snapshotsAreNotCached() async throws {
        try await trial.serve { server in
            try await server.update()
            let snapshot = try specification(server) { $0.enrich.strategy = .snapshot }
            for _ in 0..<2 { #expect(try await cached(snapshot) == 0) }
            #expect(try store.answerStatistics(now: 0).count == 0)
        }
    }
}
