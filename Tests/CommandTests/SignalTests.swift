import Foundation
import Sandbox
import TestSupport
import Testing

/// What remains of a run that is stopped while ThreatConnect takes its time.
@Suite(.serialized)
struct SignalTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func signalEndsTheRunAndLeavesNothing(signal: Int32) async throws {
        let place = try Workplace(Workplace.pipeline(extra: "report: [csv: out/summary.csv]"))
        let requests = RequestCounts()
        let slow = FaultRule(.latency(milliseconds: 50_000), pathPrefix: "/api/v2/indicators")
        let outcome = try await Workplace.served(faults: [slow], requests: requests) { environment in
            let run = try Running(Program.path, ["run", "p.yaml"], in: place.folder, environment: environment)
            try await eventually("a look-up under way") {
                requests.snapshot.inFlight > 0 && requests.snapshot.count(pathPrefix: "/api/v2/indicators") > 0
            }
            run.send(signal)
            return try await run.outcome()
        }
        #expect(outcome.status == 128 + signal)
        #expect(outcome.errors.contains("interrupted: nothing was written under its final name"), "\(outcome.errors)")
        #expect(try place.made().filter { $0 != "out" }.isEmpty)
    }
}
