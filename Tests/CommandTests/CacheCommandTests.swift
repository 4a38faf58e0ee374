import Foundation
import Sandbox
import TestSupport
import Testing

/// Runs with a cache, and `cache stats`, `prune` and `clear`, through the built program.
@Suite(.serialized)
struct CacheCommandTests {
    private static let pipeline = Workplace.pipeline(
        output: "{enriched: {path: out/e.csv, columns: [status, rating, origin]}}",
        extra: "state: {file: state.sqlite}"
    )
    .replacing("enrich: {skip: []}", with: "enrich: {skip: [], cache: {hit: 24h, absent: 4h}}")

    private static let fromAPI =
        "id,dst_ip,tc_status,tc_rating,tc_origin\n1,203.0.113.66,hit,5,api\n2,203.0.113.5,absent,,api\n"
    private static let fromCache = fromAPI.replacing("api", with: "cache")

    private func cache(_ place: Workplace, _ arguments: String...) async throws -> Program.Outcome {
        try await Program.run(
            ["cache"] + arguments,
            in: place.folder,
            environment: Workplace.environment(url: "http://x")
        )
    }

    @Test func laterRunsAreAnsweredFromTheStateFile() async throws {
        let place = try Workplace(Self.pipeline)
        try await Workplace.served { environment in
            func enriched(_ arguments: String...) async throws -> String {
                let outcome = try await Program.run(
                    ["run", "p.yaml"] + arguments,
                    in: place.folder,
                    environment: environment
                )
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try place.folder.text("out/e.csv")
            }
            #expect(try await enriched("--no-cache") == Self.fromAPI)
            #expect(try await enriched() == Self.fromAPI)
            #expect(try await enriched() == Self.fromCache)
            #expect(try await enriched("--no-cache") == Self.fromAPI)
            #expect(try await enriched("--refresh") == Self.fromAPI)
            let outcome = try await place.run(environment: environment)
            #expect(outcome.errors.contains("2 of them from the cache (100.0 %)"), "\(outcome.errors)")
        }
        let statistics = try await cache(place, "stats", "--state", "state.sqlite")
        #expect(statistics.status == 0)
        let lines = statistics.output.split(separator: "\n").map {
            $0.split(separator: "\t").prefix(4).joined(separator: " ")
        }
        #expect(lines == ["type status answers expired", "Address hit 1 0", "Address absent 1 0"])
        #expect(statistics.errors.hasPrefix("2 answers, 1 combination"), "\(statistics.errors)")
        #expect(try await cache(place, "prune", "--pipeline", "p.yaml").errors == "dropped 0 expired answers\n")
        #expect(try await cache(place, "clear", "--pipeline", "p.yaml").errors == "dropped 2 answers\n")
        #expect(try await cache(place, "clear", "--state", "state.sqlite").errors == "dropped 0 answers\n")
        let runs = try await Program.run(["runs", "state.sqlite"], in: place.folder)
        #expect(runs.output.split(separator: "\n").count == 7)
    }

    @Test func cacheWithoutStateFileIsRefused() async throws {
        let place = try Workplace(Self.pipeline.replacing("state: {file: state.sqlite}", with: ""))
        let outcome = try await place.run(environment: Workplace.environment(url: "http://127.0.0.1:9"))
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("'cache' needs 'state'"), "\(outcome.errors)")
        #expect(try await cache(place, "stats", "--pipeline", "p.yaml").status == 2)
    }

    @Test func usageErrorsAre64AndAMissingFileIsNotMade() async throws {
        let place = try Workplace()
        #expect(try await cache(place, "stats").status == 64)
        #expect(try await cache(place, "stats", "--state", "a", "--pipeline", "b").status == 64)
        let outcome = try await place.run("--no-cache", "--refresh")
        #expect(outcome.status == 64)
        let missing = try await cache(place, "clear", "--state", "none.sqlite")
        #expect(missing.status == 2 && missing.errors.contains("none.sqlite"))
        #expect(try place.made().isEmpty)
    }

    /// A run, plans and looking after the cache at once: all end well, and every answer is there afterwards.
    @Test func runAndOtherCommandsShareTheFile() async throws {
        let place = try Workplace(Self.pipeline)
        let values = (0..<3_000).map { "\($0),203.0.\(113 + $0 / 250).\($0 % 250)" }
        try place.folder.write("id,dst_ip\n" + values.joined(separator: "\n") + "\n", to: "log.csv")
        try await Workplace.served { environment in
            func program(_ arguments: String...) async throws -> Program.Outcome {
                try await Program.run(arguments, in: place.folder, environment: environment)
            }
            _ = try await program("run", "p.yaml", "--no-cache")
            async let run = program("run", "p.yaml")
            async let plan = program("plan", "p.yaml")
            async let prune = program("cache", "prune", "--state", "state.sqlite")
            async let statistics = program("cache", "stats", "--state", "state.sqlite")
            for outcome in try await [run, plan, prune, statistics] {
                #expect(outcome.status == 0, "\(outcome.errors)")
            }
        }
        let statistics = try await cache(place, "stats", "--state", "state.sqlite")
        #expect(statistics.errors.hasPrefix("3000 answers, "), "\(statistics.errors)")
    }
}
