import Foundation
import Pipeline
import PipelineFile
import Reports
import Sandbox
import TestSupport
import Testing

/// Records that come from ThreatConnect or from the command line, and the pipeline files that use them.
struct SourceTests {
    private let folder: TemporaryFolder
    private var sandbox: SandboxRun

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.data, to: "data.jsonl")
        sandbox = try SandboxRun(lists: [folder.path("data.jsonl")])
        sandbox.environment = ["OUT": folder.url.path, "PUSH_FILE": folder.path("push.csv")]
    }

    private static let data = """
        {"type": "Host", "summary": "bad.example.com", "rating": 4, "confidence": 80, "tag": [{"name": "Phishing"}]}
        {"type": "Host", "summary": "mild.example.com", "rating": 2, "confidence": 30}
        {"type": "Address", "summary": "203.0.113.7", "rating": 5, "confidence": 90}
        {"type": "URL", "summary": "http://bad.example.com/a,b", "rating": 3, "confidence": 60}
        {"type": "Incident", "name": "Phish 12", "id": 67360, "tags": ["APT", "Nation State"], "indicators": ["bad.example.com", "http://bad.example.com/a,b"]}

        """

    private func text(_ name: String) throws -> String {
        String(
            decoding: try Data(contentsOf: Checkout.root.appendingPathComponent("pipelines/\(name).yaml")),
            as: UTF8.self
        )
    }

    private func pipeline(_ read: String, _ output: String = "e.csv", settings: String = "") -> String {
        """
        version: 1
        name: trial
        threatconnect: {url: "${TC_URL}", access_key: "1", secret_key: "${TC_SECRET_KEY}"}
        read: \(read)
        enrich: {skip: []}
        output: [enriched: "\(folder.path(output))"]
        \(settings)

        """
    }

    /// The written records, split at line ends.
    private func lines(_ name: String) throws -> [String] {
        try folder.text(name).split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test func incidentReportHoldsItsIndicatorsAndTags() async throws {
        try await sandbox.serve { run in
            let result = try await run(text("incident-report"), "incident-report.yaml")
            #expect(result.isClean)
            #expect(result.manifest.records.read == 2)
            #expect(result.manifest.observables.hit == 2)
            #expect(result.manifest.source?.title == "incident 67360: Phish 12")
            #expect(result.manifest.source?.tags == ["APT", "Nation State"])
            // The URL is suspicious by its rating and malicious by the incident's tag.
            #expect(result.manifest.hits.map(\.verdict) == [.malicious, .malicious])
            let enriched = try lines("incident-report-2026-03-02.csv")
            #expect(enriched.count == 3)
            #expect(enriched[0].hasPrefix("type,value,rating,confidence,"))
            #expect(enriched.dropFirst().allSatisfy { $0.contains("67360,Phish 12,APT; Nation State") })
            let totals = try lines("incident-report-2026-03-02-summary-totals.csv")
            #expect(
                Array(totals.prefix(4)) == [
                    "measure,count,out_of,total,percent", "incident 67360: Phish 12,,,,", "tag: APT,,,,",
                    "tag: Nation State,,,,",
                ]
            )
        }
    }

    @Test func unknownIncidentStopsTheRunWithItsId() async throws {
        try await sandbox.serve { run in
            let error = await #expect(throws: SourceError.self) {
                _ = try await run(pipeline("{incident: 5}"), "p.yaml")
            }
            #expect(error?.description.hasPrefix("there is no incident 5 of the API user's own organisation") == true)
        }
    }

    @Test func nightlyExportHoldsTheHostsWithAHighRatingAndAsksNothing() async throws {
        try await sandbox.serve { run in
            let result = try await run(text("nightly-hosts"), "nightly-hosts.yaml")
            #expect(result.isClean)
            #expect(result.manifest.observables.distinct == 0)
            let exported = try lines("nightly-hosts-2026-03-02.csv")
            #expect(exported.count == 2)
            #expect(exported[0].hasSuffix("web_link,id"))
            #expect(exported[1].hasPrefix("Host,bad.example.com,4.00,80,"))
            #expect(exported[1].contains(",true,,,Phishing,"))
        }
    }

    @Test func exportAsJSONLinesKeepsTheAPIsOwnMembers() async throws {
        try await sandbox.serve { run in
            let text = pipeline("{indicators: {type: [Host, Address]}, format: jsonl}", "e.jsonl")
            #expect(try await run(text, "p.yaml").isClean)
            let exported = try lines("e.jsonl")
            #expect(exported.count == 3)
            #expect(
                exported.allSatisfy {
                    $0.contains("\"rating\":") && $0.contains("\"summary\":") && $0.contains("\"dateAdded\"")
                }
            )
            #expect(exported.last?.contains(#""type":"Address""#) == true)
        }
    }

    @Test func exportOfAllTypesSaysTheType() async throws {
        try await sandbox.serve { run in
            #expect(try await run(pipeline("{indicators: {}}"), "p.yaml").manifest.records.read == 4)
            let types = try Set(lines("e.csv").dropFirst().map { String($0.prefix { $0 != "," }) })
            #expect(types == ["Host", "Address", "URL"])
        }
    }

    @Test func valuesOfTheFileAreLookedUp() async throws {
        try await sandbox.serve { run in
            let text = pipeline("{values: [203.0.113.7, \"bad[.]example[.]com\", nothing at all]}")
            let result = try await run(text, "p.yaml")
            #expect(result.manifest.records.read == 3)
            #expect(result.manifest.observables.hit == 2)
            #expect(result.manifest.records.withoutObservable == 1)
            #expect(result.manifest.records.unusable == 0 && result.isClean)
        }
    }

    @Test func kindOfAValueStandsInAnotherColumn() async throws {
        try folder.write(
            "v,t\nbad.example.com,Domain\nbad.example.com,URL\n203.0.113.7,\n203.0.113.7,Nonsense\n203.0.113.7,ip\n",
            to: "in.csv"
        )
        try await sandbox.serve { run in
            let text = pipeline("{files: \"\(folder.path("in.csv"))\", observables: [{column: v, type_column: t}]}")
            let result = try await run(text, "p.yaml")
            let status = try lines("e.csv").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false)[2]
            }
            #expect(status == ["hit", "absent", "hit", "no_observable", "hit"])
            #expect(result.manifest.records.withoutObservable == 1)
            #expect(try lines("e-rejected.jsonl").count == 1)
            #expect(!result.isClean)
        }
    }

    @Test func bulkPushWritesWhatTheTableSays() async throws {
        try folder.write(
            """
            indicator,type,rating,confidence,description,tags
            new.example.org,Host,4,85,"seen in, mail",Phishing;Mail
            203.0.113.7,ip,,100,,
            http://bad.example.com/a%2Cb,URL,7,50,x,

            """,
            to: "push.csv"
        )
        var sandbox = sandbox
        sandbox.environment["TC_WRITE_BACK"] = "plan"
        try await sandbox.serve { run in
            let result = try await run(text("bulk-push"), "bulk-push.yaml")
            let plan = try #require(result.writeBack?.plan)
            #expect(plan.entries.count == 3)
            #expect(plan.writes == 3)
            #expect(result.writeBack?.invalid == 1)
        }
    }

    /// Only where a row is meant to be an indicator: with a type column, or when it is written.
    @Test func rowWithoutAUsableValueGoesToTheRejectedFileWithItsReason() async throws {
        try folder.write(
            """
            indicator,type,rating,confidence,description,tags
            203.0.113.7,IP,4,,,
            300.1.1.1,IP,4,,,
            203.0.113.8,Nonsense,4,,,
            not seen,,4,,,
            ,IP,4,,,
            -,Nonsense,4,,,

            """,
            to: "push.csv"
        )
        try await sandbox.serve { run in
            let result = try await run(text("bulk-push"), "bulk-push.yaml")
            #expect(!result.isClean)
            #expect((result.manifest.records.unusable, result.manifest.records.withoutObservable) == (3, 5))
            let rejected = try lines("bulk-push-2026-03-02-rejected.jsonl")
            #expect(rejected.count == 3)
            let place = #"{"kind":"value","file":"\#(folder.path("push.csv"))","line":3,"byte_offset":70,"#
            let reason = #""reason":"no_observable","detail":"this is not a valid Address""#
            let original = #""original":"300.1.1.1,IP,4,,,"}"#
            #expect(rejected.first == place + #""column":"indicator","value":"300.1.1.1","# + reason + "," + original)
            #expect(rejected[1].contains(#""reason":"unknown_type","detail":"'Nonsense' is no indicator type""#))
            #expect(rejected[2].contains("it cannot be seen what kind of indicator this is"))
            let strict = try text("bulk-push") + "errors: {max_rejected: 2}\n"
            #expect(try await run(strict, "bulk-push.yaml").exceeded.count == 1)
        }
    }

    @Test(arguments: [(0, "ThreatConnect did not give the list: "), (1, "ThreatConnect gave no further page: ")])
    func failingPageSaysWhetherAnyCame(pages: Int, expected: String) async throws {
        var sandbox = sandbox
        let refusal = Fault.status(400, message: "Invalid filter")
        sandbox.faults = FaultSchedule([FaultRule(refusal, pathPrefix: "/api/v2/indicators", skip: pages)])
        try await sandbox.serve { run in
            let error = await #expect(throws: BrokenInput.self) {
                _ = try await run(pipeline("{indicators: {type: [Host, Address]}}"), "p.yaml")
            }
            #expect(error?.description.contains(expected) == true)
        }
    }
}
