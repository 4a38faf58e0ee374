import Foundation
import Observables
import Pipeline
import Tabular
import TestSupport
import Testing

/// Random inputs and random answers, compared with an oracle that knows what was generated.
struct OracleTests {
    /// Every record of random CSV arrives once, in order, with the state that its cells call for.
    @Test(arguments: 0..<12)
    func randomCSVAgreesWithTheOracle(seed: UInt64) async throws {
        var oracle = Oracle(seed: seed)
        let input = oracle.csv(records: 200)
        let trial = try oracle.trial()
        try trial.folder.write(input, to: "in.csv")
        let result = try await trial.run(Self.pipeline(input: "in.csv", output: "out.csv"))
        let output = try await TableReading(trial.folder.path("out.csv"), options: ReaderOptions(format: .csv))
        let found = output.rows.map { [$0[0], $0[$0.count - 2], $0[$0.count - 1]] }
        #expect(found == oracle.expected, "seed \(seed)")
        expectCounts(result, oracle, seed)
    }

    @Test(arguments: 0..<12)
    func randomJSONLinesAgreeWithTheOracle(seed: UInt64) async throws {
        var oracle = Oracle(seed: seed)
        let input = oracle.jsonLines(records: 200)
        let trial = try oracle.trial()
        try trial.folder.write(input, to: "in.jsonl")
        let result = try await trial.run(Self.pipeline(input: "in.jsonl", output: "out.jsonl"))
        let lines = try trial.folder.text("out.jsonl").split(separator: "\n")
        let found = try lines.map { line in
            let record = try JSONDecoder().decode(EnrichedLine.self, from: Data(line.utf8))
            return [record.id, record.tc.status, record.tc.verdict]
        }
        #expect(found == oracle.expected, "seed \(seed)")
        expectCounts(result, oracle, seed)
    }

    private struct EnrichedLine: Decodable {
        struct Result: Decodable {
            let status: String
            let verdict: String
        }
        let id: String
        let tc: Result
    }

    private func expectCounts(_ result: RunResult, _ oracle: Oracle, _ seed: UInt64) {
        let records = result.manifest.records
        func count(_ status: String) -> Int { oracle.expected.count { $0[1] == status } }
        #expect(records.read == 200, "seed \(seed)")
        #expect(records.rejectedTotal == oracle.rejected, "seed \(seed)")
        #expect(records.enriched == oracle.expected.count, "seed \(seed)")
        #expect(records.absent == count("absent"), "seed \(seed)")
        #expect(records.skipped == count("skipped"), "seed \(seed)")
        #expect(records.failed == count("failed"), "seed \(seed)")
        #expect(records.withoutObservable == count("no_observable"), "seed \(seed)")
        #expect(records.hit.values.reduce(0, +) == count("hit"), "seed \(seed)")
    }

    private static func pipeline(input: String, output: String) -> String {
        """
        read:
          files: [DIR/\(input)]
          observables: [{column: a}, {column: b}]
        enrich:
          skip: [private]
          verdicts: {malicious: rating >= 4, suspicious: rating >= 2, benign: rating == 0}
        output:
          - enriched: {path: DIR/\(output), columns: [status, verdict]}
        """
    }
}
