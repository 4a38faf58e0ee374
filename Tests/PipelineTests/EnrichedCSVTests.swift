import Observables
import Pipeline
import Testing

/// What an enriched CSV looks like, layout by layout.
struct EnrichedCSVTests {
    private static let read = """
        read:
          files: [DIR/in.csv]
          observables:
            - {column: ip}
            - {column: host, type: Host}
        """

    private func enriched(_ input: String, output: String, answers: [String: Answer]) async throws -> String {
        let trial = try TrialRun(answers)
        try trial.folder.write(input, to: "in.csv")
        _ = try await trial.run(
            """
            \(Self.read)
            enrich:
              skip: [private]
              verdicts: {malicious: rating >= 4, benign: rating == 0}
            output:
              - enriched: \(output)
            """
        )
        return try trial.folder.text("out.csv")
    }

    private static let answers: [String: Answer] = [
        "198.51.100.1": .hit(.address, "198.51.100.1", rating: 5, confidence: 80),
        "bad.example.com": .hit(.host, "bad.example.com", rating: 2),
        "good.example.com": .hit(.host, "good.example.com", rating: 0),
        "203.0.113.9": .failed(LookupFailure(code: .unavailable, attempts: 5, detail: "503")),
    ]

    @Test func recordCarriesItsWorstAnswer() async throws {
        let text = try await enriched(
            """
            ip,host
            198.51.100.1,bad.example.com
            192.0.2.1,bad.example.com
            10.0.0.1,
            192.0.2.1,
            ,
            203.0.113.9,good.example.com

            """,
            output: "{path: DIR/out.csv, columns: [status, reason, verdict, matched_value, match_column, rating]}",
            answers: Self.answers
        )
        #expect(
            text == """
                ip,host,tc_status,tc_reason,tc_verdict,tc_matched_value,tc_match_column,tc_rating
                198.51.100.1,bad.example.com,hit,,malicious,198.51.100.1,ip,5
                192.0.2.1,bad.example.com,hit,,known,bad.example.com,host,2
                10.0.0.1,,skipped,private,none,,,
                192.0.2.1,,absent,,none,,,
                ,,no_observable,,none,,,
                203.0.113.9,good.example.com,failed,unavailable,none,203.0.113.9,ip,

                """
        )
    }

    @Test func perColumnLayoutHasOneGroupForEachColumn() async throws {
        let text = try await enriched(
            "ip,host\n198.51.100.1,bad.example.com\n10.0.0.1,\n",
            output: "{path: DIR/out.csv, layout: per_column, columns: [status, verdict], prefix: ti_}",
            answers: Self.answers
        )
        #expect(
            text == """
                ip,host,ti_ip_status,ti_ip_verdict,ti_host_status,ti_host_verdict
                198.51.100.1,bad.example.com,hit,malicious,hit,known
                10.0.0.1,,skipped,none,no_observable,none

                """
        )
    }

    @Test func longLayoutHasOneLineForEachMatchAndLosesNoRecord() async throws {
        let text = try await enriched(
            "ip,host\n198.51.100.1,bad.example.com\n192.0.2.1,\n",
            output: "{path: DIR/out.csv, layout: long, columns: [status, matched_value]}",
            answers: Self.answers
        )
        #expect(
            text == """
                ip,host,tc_status,tc_matched_value
                198.51.100.1,bad.example.com,hit,198.51.100.1
                198.51.100.1,bad.example.com,hit,bad.example.com
                192.0.2.1,,absent,

                """
        )
    }

    @Test func recordsLeaveWithTheirOwnQuotingBlanksAndLineEnds() async throws {
        let text = try await enriched(
            "ip,host\r\n \"198.51.100.1\" ,  bad.example.com\t\r\n\"192.0.2.1\",\"two\nlines\"\n192.0.2.1,last",
            output: "{path: DIR/out.csv, columns: [status]}",
            answers: Self.answers
        )
        #expect(
            text == "ip,host,tc_status\r\n \"198.51.100.1\" ,  bad.example.com\t,hit\r\n"
                + "\"192.0.2.1\",\"two\nlines\",absent\n192.0.2.1,last,absent\r\n"
        )
    }

    @Test func formulasAreNeutralizedOnlyWhenAskedFor() async throws {
        let input = "ip,host\n198.51.100.1,\"=1+1\"\n192.0.2.1,plain\n"
        let kept = try await enriched(input, output: "{path: DIR/out.csv, columns: [status]}", answers: Self.answers)
        #expect(kept == "ip,host,tc_status\n198.51.100.1,\"=1+1\",hit\n192.0.2.1,plain,absent\n")
        let safe = try await enriched(
            input,
            output: "{path: DIR/out.csv, columns: [status], neutralize_formulas: true}",
            answers: Self.answers
        )
        #expect(safe == "ip,host,tc_status\n198.51.100.1,'=1+1,hit\n192.0.2.1,plain,absent\n")
    }
}
