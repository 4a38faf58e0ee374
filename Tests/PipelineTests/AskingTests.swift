import Observables
import Pipeline
import TestSupport
import Testing

/// What reaches ThreatConnect, and what does not.
struct AskingTests {
    private static func pipeline(_ observables: String, enrich: String = "{}") -> String {
        """
        read:
          files: [DIR/in.csv]
          observables: \(observables)
        enrich: \(enrich)
        output:
          - enriched: {path: DIR/out.csv, columns: [status, reason, matched_value, match_column, type]}
        """
    }

    @Test func eachDistinctObservableIsAskedOnceAlsoAcrossChunks() async throws {
        var trial = try TrialRun()
        trial.chunkBytes = 64
        trial.cores = 4
        let rows = (0..<500).map { "198.51.100.\($0 % 7),SAME.example.com,same[.]example[.]com" }
        try trial.folder.write("a,b,c\n" + rows.joined(separator: "\n") + "\n", to: "in.csv")
        let result = try await trial.run(
            Self.pipeline("[{column: a}, {column: b}, {column: c}]", enrich: "{skip: []}")
        )
        let asked = trial.source.askedFor.map(\.canonical)
        #expect(asked.count == 8)
        #expect(Set(asked) == Set((0..<7).map { "198.51.100.\($0)" } + ["same.example.com"]))
        #expect(result.manifest.observables.asked == 8)
        #expect(result.manifest.records.absent == 500)
    }

    /// Spelled in two ways, in one cell and in many records of one chunk.
    @Test func aCellWithManyObservablesAsksForEachOnce() async throws {
        let trial = try TrialRun()
        let hosts = (0..<40).map { "\"h\($0).example.com\", \"H\($0).Example.COM\"" }.joined(separator: ", ")
        try trial.folder.write(String(repeating: "{\"hosts\": [\(hosts)]}\n", count: 30), to: "in.jsonl")
        let pipeline = Self.pipeline("[{column: hosts}]", enrich: "{skip: []}")
        let result = try await trial.run(pipeline.replacing("in.csv", with: "in.jsonl"))
        #expect(trial.source.askedFor.map(\.canonical) == (0..<40).map { "h\($0).example.com" })
        #expect(result.manifest.records.absent == 30)
    }

    @Test func hostIsAskedOnlyWhereTheURLGaveNoHit() async throws {
        let trial = try TrialRun([
            "http://a.example.com/x": .hit(.url, "http://a.example.com/x", rating: 1),
            "a.example.com": .hit(.host, "a.example.com", rating: 5),
            "b.example.com": .hit(.host, "b.example.com", rating: 5),
        ])
        try trial.folder.write(
            "u\nhttp://a.example.com/x\nhttp://b.example.com/y\nhttp://c.example.com/z\n",
            to: "in.csv"
        )
        _ = try await trial.run(Self.pipeline("[{column: u, type: URL, ladder: [host]}]"))
        #expect(
            try trial.folder.text("out.csv") == """
                u,tc_status,tc_reason,tc_matched_value,tc_match_column,tc_type
                http://a.example.com/x,hit,,http://a.example.com/x,u,URL
                http://b.example.com/y,hit,,b.example.com,u,Host
                http://c.example.com/z,absent,,,,

                """
        )
        #expect(!trial.source.askedFor.contains { $0.canonical == "a.example.com" })
    }

    @Test func skippedValuesAreNotAsked() async throws {
        let trial = try TrialRun()
        try trial.folder.write("a\n10.0.0.1\n192.0.2.1\nfileserver.local\n8.8.8.8\n", to: "in.csv")
        let result = try await trial.run(Self.pipeline("[{column: a}]"))
        #expect(trial.source.askedFor.map(\.canonical) == ["8.8.8.8"])
        #expect(result.manifest.observables.skipped == [.privateAddress: 1, .reserved: 1, .localName: 1])
    }

    @Test func worstOfSeveralValuesInOneCellSpeaksForIt() async throws {
        let trial = try TrialRun([
            "198.51.100.1": .hit(.address, "198.51.100.1", rating: 1),
            "198.51.100.2": .hit(.address, "198.51.100.2", rating: 4),
        ])
        try trial.folder.write("note\nseen 198.51.100.1 and 198.51.100.2 and 198.51.100.3\n", to: "in.csv")
        let result = try await trial.run(Self.pipeline("[{column: note, extract: [Address]}]", enrich: "{skip: []}"))
        #expect(try trial.folder.text("out.csv").contains(",hit,,198.51.100.2,note,Address\n"))
        #expect(result.manifest.hits.map(\.observable.canonical) == ["198.51.100.2", "198.51.100.1"])
    }

    @Test func failedLookUpsGoToTheRejectedFileAndTheRunGoesOn() async throws {
        let trial = try TrialRun(["8.8.8.8": .failed(LookupFailure(code: .timeout, attempts: 3, detail: "no answer"))])
        try trial.folder.write("a\n8.8.8.8\n8.8.8.8\n9.9.9.9\n", to: "in.csv")
        let result = try await trial.run(Self.pipeline("[{column: a}]"))
        #expect(!result.isClean)
        #expect(result.manifest.records.failed == 2)
        #expect(
            try trial.folder.text("out-rejected.jsonl") == """
                {"kind":"lookup","type":"Address","value":"8.8.8.8","reason":"timeout","attempts":3,"detail":"no answer"}

                """
        )
    }

    /// Same bytes whatever the chunk size, the number of cores and the hash seed.
    @Test(arguments: 0..<6)
    func outputDoesNotDependOnConcurrency(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let cells = [
            "198.51.100.1", "198.51.100.2", "10.0.0.1", "\"x, y\"", "", "\"198.51.100.1\n\"", "\"open", "a,b",
            "\"\"\"q\"\"\"",
        ]
        let rows = (0..<300).map { _ in
            (0..<2).map { _ in cells.randomElement(using: &generator) ?? "" }.joined(separator: ",")
        }
        let input = "a,b\n" + rows.joined(separator: Bool.random(using: &generator) ? "\n" : "\r\n")
        let answers: [String: Answer] = ["198.51.100.1": .hit(.address, "198.51.100.1", rating: 3)]
        var outputs: Set<String> = []
        for (cores, chunkBytes) in [(1, 1 << 20), (4, 37), (2, 512)] {
            var trial = try TrialRun(answers)
            trial.cores = cores
            trial.chunkBytes = chunkBytes
            trial.seed = seed &+ UInt64(cores)
            try trial.folder.write(input, to: "in.csv")
            let result = try await trial.run(Self.pipeline("[{column: a}, {column: b}]", enrich: "{skip: [private]}"))
            let rejected = trial.folder.exists("out-rejected.jsonl") ? try trial.folder.text("out-rejected.jsonl") : ""
            outputs.insert(
                try trial.folder.text("out.csv") + rejected.replacing(trial.folder.url.path, with: "")
                    + "\(result.manifest.records.rejected.sorted { $0.key < $1.key })"
                    + "\(result.manifest.totalsTable().rows)"
            )
        }
        #expect(outputs.count == 1, "seed \(seed)")
    }
}
