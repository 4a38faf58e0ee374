import Foundation
import Sandbox
import TestSupport
import Testing

/// `plan` for a pipeline file that writes nothing to ThreatConnect.
struct CallPlanTests {
    private static let pipeline = Workplace.pipeline(extra: "state: {file: state.sqlite}")
        .replacing("enrich: {skip: []}", with: "enrich: {skip: [private], cache: {}}")

    @Test func countsWithoutAskingOrMakingAFile() async throws {
        let place = try Workplace(Self.pipeline)
        let values = (0..<300).map { "\($0),203.0.113.\($0 % 200)" } + ["300,10.0.0.1", "301,none"]
        try place.folder.write("id,dst_ip\n" + values.joined(separator: "\n") + "\n", to: "log.csv")
        let requests = RequestCounts()
        try await Workplace.served(requests: requests) { environment in
            let arguments = ["plan", "p.yaml", "--rate-limit", "100/min"]
            let plan = try await Program.run(arguments, in: place.folder, environment: environment)
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(
                plan.output == """
                    records     302 read
                    observables 201 distinct · Address 200
                                1 skipped: private 1
                    cache       0 known (0.0 %)
                    to ask      200
                    calls       lookup 200 · query 4
                    time        lookup 2 min 00 s · query 2.4 s at 100/min
                    strategy    lookup

                    """
            )
            #expect(try place.made().isEmpty)
        }
        #expect(requests.snapshot.total == 0)
    }

    @Test func whatTheCacheKnowsIsNotAskedAgain() async throws {
        let place = try Workplace(Self.pipeline)
        try await Workplace.served { environment in
            _ = try await place.run(environment: environment)
            try place.folder.write("id,dst_ip\n1,203.0.113.66\n2,203.0.113.5\n3,203.0.113.6\n", to: "log.csv")
            for _ in 0..<2 {
                let plan = try await Program.run(
                    ["plan", "p.yaml", "--json"],
                    in: place.folder,
                    environment: environment
                )
                #expect(
                    plan.output
                        == #"{"cached":2,"calls":{"lookup":1,"query":2},"distinct":3,"kinds":{"Address":3},"name":"trial","#
                        + #""records":3,"skipped":{},"strategy":"lookup","to_ask":1}"# + "\n"
                )
            }
        }
    }

    @Test(arguments: ["20", "0/s", "20/", "-1/s", "20/day", "1.5/s", "20/s/s"])
    func otherRatesAreUsageErrors(rate: String) async throws {
        let place = try Workplace(Self.pipeline)
        let outcome = try await Program.run(["plan", "p.yaml", "--rate-limit=\(rate)"], in: place.folder)
        #expect(outcome.status == 64)
    }

    @Test func autoSaysWhatItTakesAndWhy() async throws {
        let place = try Workplace(Self.pipeline.replacing("enrich: {", with: "enrich: {strategy: auto, "))
        let values = (0..<300).map { "\($0),203.0.113.\($0 % 200)" }
        try place.folder.write("id,dst_ip\n" + values.joined(separator: "\n") + "\n", to: "log.csv")
        let requests = RequestCounts()
        try await Workplace.served(requests: requests) { environment in
            let plan = try await Program.run(["plan", "p.yaml"], in: place.folder, environment: environment)
            #expect(plan.output.hasSuffix("\nstrategy    auto takes query\n"), "\(plan.output)\(plan.errors)")
            let outcome = try await place.run(environment: environment)
            let reason =
                "strategy auto takes query: 4 calls to make; lookup 200 calls (counted over the first 300 records, 200 values to ask)\n"
            #expect(outcome.status == 0 && outcome.errors.contains(reason), "\(outcome.errors)")
        }
        // And one that looks whether the owners exist.
        #expect(requests.snapshot.total == 5)
    }

    /// Standard input cannot be counted before it is read.
    @Test func autoQueriesAboutStandardInput() async throws {
        let pipeline = Self.pipeline.replacing("files: [log.csv]", with: "stdin: true\n  format: csv")
        let place = try Workplace(pipeline.replacing("enrich: {", with: "enrich: {strategy: auto, "))
        try await Workplace.served { environment in
            let input = "id,dst_ip\n1,\(Workplace.hit)\n"
            let outcome = try await place.run(environment: environment, input: input)
            let reason = "strategy auto takes query: the input can be read only once"
            #expect(outcome.status == 0 && outcome.errors.contains(reason), "\(outcome.errors)")
            #expect(try place.folder.text("out/e.csv").contains(",hit,"))
        }
    }
}
