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
            let plan = try await Program.run(["plan", "p.yaml"], in: place.folder, environment: environment)
            #expect(plan.status == 0, "\(plan.errors)")
            #expect(
                plan.output == """
                    records     302 read
                    observables 201 distinct · Address 200
                                1 skipped: private 1
                    cache       0 known (0.0 %)
                    to ask      200
                    calls       lookup 200 · query 4
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
}
