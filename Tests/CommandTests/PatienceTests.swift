import Foundation
import Sandbox
import TestSupport
import Testing

/// How a run ends that could not ask everything, as people and schedulers see it.
@Suite(.serialized)
struct PatienceTests {
    private static let values = (1...60).map { "198.51.100.\($0)" }

    private func place(settings: String, extra: String) throws -> Workplace {
        let place = try Workplace(
            Workplace.pipeline(
                output: "{enriched: {path: out/e.csv, columns: [status, reason]}}, {rejected: out/r.jsonl}",
                settings: settings,
                extra: extra
            )
        )
        try place.folder.write("id,dst_ip\n" + Self.values.map { "1,\($0)\n" }.joined(), to: "log.csv")
        return place
    }

    private func failed(_ place: Workplace) throws -> [String] {
        let rows = try place.folder.text("out/e.csv").split(separator: "\n").dropFirst().map(String.init)
        #expect(rows.count == Self.values.count)
        let failed = rows.filter { $0.hasSuffix(",failed,unavailable") }
        #expect(try place.folder.text("out/r.jsonl").split(separator: "\n").count == failed.count)
        return failed
    }

    @Test(arguments: [("unlimited", Int32(1)), ("2%", 2)])
    func outageIsToldAndTheStatusSaysThatValuesWereNotAsked(allowed: String, status: Int32) async throws {
        let place = try place(settings: "max_attempts: 1\n  max_wait: 0s", extra: "errors: {max_failed: \(allowed)}")
        let requests = RequestCounts()
        let broken = FaultRule(.status(503), pathPrefix: "/api/v2/indicators")
        let outcome = try await Workplace.served(faults: [broken], requests: requests) {
            try await place.run(environment: $0)
        }
        #expect(outcome.status == status, "\(outcome.errors)")
        #expect(outcome.errors.contains("ThreatConnect does not answer: status 503"), "\(outcome.errors)")
        #expect(outcome.errors.contains("no more requests are sent"), "\(outcome.errors)")
        #expect(try failed(place).count == 60)
        #expect(requests.snapshot.total < 50)
        let rejected = try place.folder.text("out/r.jsonl")
        #expect(rejected.contains(#""attempts":0"#) && rejected.contains("max_wait"))
    }

    @Test func quotaIsKeptFromRunToRun() async throws {
        let place = try place(
            settings: "quota: {calls: 100, per: 24h}\n  max_wait: 1m",
            extra: "state: {file: s.sqlite}\nerrors: {max_failed: unlimited}"
        )
        try await Workplace.served { environment in
            let first = try await place.run(environment: environment)
            #expect(first.status == 0, "\(first.errors)")
            #expect(try failed(place).isEmpty)
            let second = try await place.run(environment: environment)
            #expect(second.status == 1, "\(second.errors)")
            #expect(second.errors.contains("the quota of 100 calls in 24 h is used up"), "\(second.errors)")
            // The list of owners, and 60 values, in each run.
            #expect(try failed(place).count == 22)
        }
    }
}
