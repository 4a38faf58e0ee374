import Observables
import Pipeline
import Testing

/// Verdict rules that look at the record, over cells of which one value is a hit and another one could not be looked up.
struct RowVerdictTests {
    private static let answers: [String: Answer] = [
        "bad.example.com": .hit(.host, "bad.example.com", rating: 2),
        "down.example.com": .failed(LookupFailure(code: .unavailable, attempts: 5, detail: "503")),
    ]

    private static let input = """
        action,note
        blocked,bad.example.com down.example.com
        allowed,bad.example.com down.example.com
        blocked,down.example.com
        blocked,bad.example.com

        """

    /// The columns added to each record of ``input``.
    private func added(verdicts: String) async throws -> [String] {
        let trial = try TrialRun(Self.answers)
        try trial.folder.write(Self.input, to: "in.csv")
        _ = try await trial.run(
            """
            read:
              files: [DIR/in.csv]
              observables: [{column: note, extract: [Host]}]
            enrich:
              verdicts: \(verdicts)
            output:
              - enriched: {path: DIR/out.csv, columns: [status, verdict, matched_value]}
              - enriched: {path: DIR/columns.csv, columns: [status, verdict, matched_value], layout: per_column}
            """
        )
        let (worst, columns) = (try trial.folder.text("out.csv"), try trial.folder.text("columns.csv"))
        let rows = [worst, columns].map { text in
            text.split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).suffix(3).joined(separator: ",")
            }
        }
        #expect(rows[0] == rows[1], "with one column both layouts say the same")
        return rows[0]
    }

    @Test func failureIsWorseThanAHitThatTheRecordMakesBenign() async throws {
        let added = try await added(verdicts: "{benign: row.action == 'blocked'}")
        #expect(
            added == [
                "failed,none,down.example.com",
                "hit,known,bad.example.com",
                "failed,none,down.example.com",
                "hit,benign,bad.example.com",
            ]
        )
    }

    @Test func hitThatTheRecordMakesMaliciousIsWorseThanAFailure() async throws {
        let added = try await added(verdicts: "{malicious: row.action == 'allowed', benign: rating <= 2}")
        #expect(
            added == [
                "failed,none,down.example.com",
                "hit,malicious,bad.example.com",
                "failed,none,down.example.com",
                "hit,benign,bad.example.com",
            ]
        )
    }
}
