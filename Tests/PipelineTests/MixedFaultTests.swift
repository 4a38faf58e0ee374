import Observables
import Sandbox
import Testing

/// Runs in which much happens at once, or a fault comes late.
struct MixedFaultTests {
    /// Every address has its own fate; each record must tell it, and the counts and requests must add up.
    @Test func recordsAndCountsAgreeWithWhatTheServerDid() async throws {
        let trial = try FaultRun()
        var expected: [String] = []
        for number in 100..<180 {
            let rating = Double(number % 6)
            let address = number % 4 == 3 ? "10.0.0.\(number)" : "198.51.100.\(number)"
            switch number % 4 {
            case 0:
                try trial.sandbox.store.add([NewIndicator(kind: .address, values: [address], rating: rating)])
                expected.append("\(address),hit,,\(number % 6),Example Org")
            case 1: expected.append("\(address),absent,,,")
            case 2:
                trial.sandbox.faults.add(FaultRun.rule(.status(500), on: address))
                expected.append("\(address),failed,unavailable,,")
            default: expected.append("\(address),skipped,private,,")
            }
        }
        let result = try await trial.run(expected.map { String($0.prefix { $0 != "," }) })
        #expect(try trial.rows() == expected)
        let counts = result.manifest.observables
        #expect([counts.hit, counts.absent, counts.skippedTotal, counts.failed] == [20, 20, 20, 20])
        #expect(try trial.rejected().count == 20)
        #expect(result.manifest.requests == 1 + 20 + 20 + 5 * 20, "the owners, and five attempts where it fails")
        #expect(trial.delays.all.count == 4 * 20)
    }

    @Test func credentialsWithdrawnDuringTheRunLeaveNoOutput() async throws {
        let trial = try FaultRun(
            FaultRule(.status(401, message: "Access Denied"), pathPrefix: "/api/v2/indicators", skip: 2)
        )
        let error = try await trial.stop("192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4")
        #expect(error.code == .authentication)
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test func addressThatOnlyShowsALoginPageIsNoInstance() async throws {
        let trial = try FaultRun(FaultRule(.htmlPage(status: 200)))
        let error = try await trial.stop("192.0.2.1")
        #expect(error.code == .unreachable)
        #expect(error.message.contains("HTML page"))
        #expect(try trial.folder.names() == ["in.csv"])
    }

    /// With equal ratings the confidence decides, then the order in which the owners are asked.
    @Test func confidenceAndThenOwnerOrderDecideBetweenCopies() async throws {
        var trial = try FaultRun()
        trial.owners = ["Example Org", "Shared Feed"]
        for (owner, confidences) in [("Example Org", [90, 40, 40]), ("Shared Feed", [10, 41, 40])] {
            try trial.sandbox.store.add(
                confidences.enumerated().map { index, confidence in
                    NewIndicator(
                        kind: .address,
                        values: ["192.0.2.\(index)"],
                        owner: owner,
                        rating: 3,
                        confidence: confidence
                    )
                }
            )
        }
        try await trial.run("192.0.2.0", "192.0.2.1", "192.0.2.2")
        #expect(
            try trial.rows() == [
                "192.0.2.0,hit,,3,Example Org", "192.0.2.1,hit,,3,Shared Feed", "192.0.2.2,hit,,3,Example Org",
            ]
        )
    }
}
