import Observables
import PipelineFile
import Testing

@Suite struct SpecificationTests {
    @Test func absentKeysTakeTheDocumentedDefaults() throws {
        let specification = try Sample.parse(Sample.minimal)
        #expect(specification.name == "p")
        #expect(specification.stateFile == nil)
        #expect(specification.warnings.isEmpty)
        let threatConnect = specification.threatConnect
        #expect(threatConnect.verifySSL && threatConnect.caFile == nil && threatConnect.httpProxy == nil)
        #expect(threatConnect.owners.isEmpty)
        #expect(threatConnect.maxInFlight == 16 && threatConnect.attempts == 5)
        #expect(threatConnect.connectTimeout == .seconds(10) && threatConnect.readTimeout == .seconds(30))
        #expect(specification.read.input == .files(["in.csv"]))
        #expect(specification.read.format == nil && specification.read.resolvedFormat == .csv)
        #expect(specification.read.header && specification.read.columns == nil && specification.read.delimiter == nil)
        #expect(specification.read.maxRecordBytes == 1_048_576)
        #expect(specification.enrich.skip == Set(SkipReason.special) && specification.enrich.verdicts.isEmpty)
        #expect(specification.errors.maxFailed == .unlimited && specification.errors.maxRejected == .unlimited)
        #expect(!specification.needsTags && !specification.needsAdditional)
    }

    @Test func defaultColumnsLeaveOutWhatCostsARequestParameter() throws {
        guard case .enriched(let output) = try Sample.parse(Sample.minimal).output[0] else {
            Issue.record("not an enriched output")
            return
        }
        #expect(output.layout == .worst && output.prefix == "tc_" && !output.neutralize)
        let expected: [ResultColumn] = [
            .status, .reason, .verdict, .matchedValue, .matchColumn, .type, .owner, .rating, .confidence,
            .threatAssessScore, .lastModified, .webLink, .asOf, .origin,
        ]
        #expect(output.columns == expected)
    }

    @Test func everyKeyReachesTheSpecification() throws {
        let specification = try Sample.parse(Sample.full)
        #expect(specification.name == "full" && specification.stateFile == "runs.sqlite")
        let threatConnect = specification.threatConnect
        #expect(threatConnect.url == "https://tc.example.com" && threatConnect.caFile == "/etc/ca.pem")
        #expect(threatConnect.owners == ["Acme Intel", "Shared Feed"] && threatConnect.httpProxy == nil)
        #expect(threatConnect.maxInFlight == 32 && threatConnect.attempts == 3)
        #expect(threatConnect.connectTimeout == .milliseconds(500) && threatConnect.readTimeout == .seconds(120))
        guard case .hmac(let accessKey, let secretKey) = threatConnect.credentials else {
            Issue.record("not HMAC")
            return
        }
        #expect(accessKey.reveal() == "12345678901234567890" && secretKey.reveal() == "s3cr3t-canary")
        #expect(specification.errors.maxFailed == .percent(2) && specification.errors.maxRejected == .count(100))
    }

    @Test func readingReachesTheSpecification() throws {
        let read = try Sample.parse(Sample.full).read
        #expect(read.input == .files(["a.csv", "b-*.csv.gz"]) && read.format == .csv)
        #expect(read.delimiter == UInt8(ascii: ";") && !read.header && read.maxRecordBytes == 524_288)
        #expect(read.columns == ["time", "ip", "url", "text"])
        #expect(read.observables.map(\.column) == ["ip", "url", "text"])
        let kinds: ObservableKinds = [ObservableKinds(.file), ObservableKinds(.emailAddress)]
        #expect(read.observables.map(\.reading) == [.detect, .declared(.url), .extract(kinds)])
        #expect(read.observables.map(\.ladder) == [[], [.host], []])
        #expect(read.observables[1].position == SourcePosition(line: 27, column: 15))
    }

    @Test func outputsAndReportsReachTheSpecification() throws {
        let specification = try Sample.parse(Sample.full)
        #expect(specification.output.count == 4 && specification.report.count == 2)
        guard case .enriched(let output) = specification.output[0], case .csv(let report) = specification.report[0],
            case .csv(let other) = specification.report[1]
        else {
            Issue.record("wrong kinds")
            return
        }
        #expect(output.layout == .long && output.columns == [.verdict, .tags] && output.prefix == "ti_")
        #expect(output.neutralize && output.path.text == "out/{name}.csv")
        #expect(report.defang && !report.neutralize && report.totals?.text == "out/tot.csv")
        #expect(!other.defang && other.neutralize && other.totals?.text == "out/other-totals.csv.gz")
        #expect(specification.needsTags && !specification.needsAdditional)
    }

    @Test func verdictsKeepTheOrderOfTheFile() throws {
        let text = Sample.minimal + "enrich: {verdicts: {benign: rating == 0, malicious: observation_count > 3}}\n"
        let specification = try Sample.parse(text)
        #expect(specification.enrich.verdicts.map(\.verdict) == [.benign, .malicious])
        #expect(specification.needsAdditional && !specification.needsTags)
    }

    @Test(arguments: [
        ("a.csv", RecordFormat.csv), ("x/a.CSV.gz", .csv), ("a.tsv.zst", .tsv), ("conn.log", .zeek),
        ("eve.jsonl", .jsonl), ("eve.ndjson", .jsonl), ("eve.json.gz", .jsonl), ("*.csv", .csv),
    ])
    func formatIsSeenThroughCompression(path: String, format: RecordFormat) {
        #expect(RecordFormat(path: path) == format)
    }

    @Test(arguments: ["a", "a.txt", "a.csv/b", ".gz", "", "csv"])
    func otherNamesShowNoFormat(path: String) {
        #expect(RecordFormat(path: path) == nil)
    }

    @Test func placeholdersAreFilledIn() throws {
        let template = try PathTemplate("out/{name}-{date}-{time}-{run_id}.csv")
        let path = template.resolved(name: "n", date: "2026-03-25", time: "174509", runID: "r1")
        #expect(path == "out/n-2026-03-25-174509-r1.csv")
        #expect(try PathTemplate("-").isStandardOutput)
    }

    @Test func allowancesCompareWithWhatWasTried() {
        #expect(!Allowance.percent(2).isExceeded(by: 2, of: 100) && Allowance.percent(2).isExceeded(by: 3, of: 100))
        #expect(!Allowance.count(0).isExceeded(by: 0, of: 0) && Allowance.count(0).isExceeded(by: 1, of: 9))
        #expect(!Allowance.unlimited.isExceeded(by: 9, of: 9) && !Allowance.percent(0).isExceeded(by: 0, of: 0))
    }

    @Test func laterProblemsCarryTheLine() throws {
        let specification = try Sample.parse(Sample.minimal)
        let position = specification.read.observables[0].position
        let problem = specification.problem("no such column", at: position, keyPath: "k", suggestion: "ipx")
        #expect(
            problem.rendered() == """
                dir/p.yaml:8:15: error: no such column
                  key: k
                    8 |     - column: ip
                      |               ^
                  help: did you mean 'ipx'?

                """
        )
    }
}
