import Observables
import Sandbox
import Testing
import ThreatConnect

/// What whole runs make of a server that misbehaves.
struct FaultTests {
    private static let first = "198.51.100.7"
    private static let second = "198.51.100.8"
    private static let secondHit = "198.51.100.8,hit,,3,Example Org"

    struct Lasting: Sendable {
        let fault: Fault
        let reason: String
        let attempts: Int
    }

    @Test func retryAfterIsWaitedForAndTheHitFound() async throws {
        let trial = try FaultRun(FaultRun.rule(.status(429, retryAfter: "7"), on: Self.first, times: 1))
        let result = try await trial.run(Self.first)
        #expect(trial.delays.all == [.seconds(7)])
        #expect(try trial.rows() == ["198.51.100.7,hit,,2,Example Org"])
        #expect(result.isClean)
    }

    @Test(arguments: [Fault.reset, .truncatedBody, .htmlPage(status: 200), .htmlPage(status: 502), .wrongJSON])
    func passingFaultIsOvercome(fault: Fault) async throws {
        let trial = try FaultRun(FaultRun.rule(fault, on: Self.first, times: 1))
        let result = try await trial.run(Self.first)
        #expect(trial.sandbox.faults.state.map(\.hit) == [1])
        #expect(try trial.rows() == ["198.51.100.7,hit,,2,Example Org"])
        #expect(result.isClean)
    }

    @Test(arguments: [
        Lasting(fault: .status(500), reason: "unavailable", attempts: 5),
        Lasting(fault: .reset, reason: "connection", attempts: 5),
        Lasting(fault: .truncatedBody, reason: "connection", attempts: 5),
        Lasting(fault: .htmlPage(status: 502), reason: "unavailable", attempts: 5),
        Lasting(fault: .htmlPage(status: 200), reason: "bad_response", attempts: 2),
        Lasting(fault: .failureWithStatus200, reason: "bad_response", attempts: 1),
    ])
    func lastingFaultFailsOneValueOnly(lasting: Lasting) async throws {
        let trial = try FaultRun(FaultRun.rule(lasting.fault, on: Self.first))
        let result = try await trial.run(Self.first, Self.second)
        #expect(try trial.rows() == ["198.51.100.7,failed,\(lasting.reason),,", Self.secondHit])
        let rejected = try trial.rejected()
        #expect(rejected.count == 1)
        let start =
            #"{"kind":"lookup","type":"Address","value":"198.51.100.7","reason":"\#(lasting.reason)","#
            + #""attempts":\#(lasting.attempts),"#
        #expect(rejected.first?.hasPrefix(start) == true, "\(rejected)")
        #expect(!result.isClean)
    }

    @Test func secretThatTheServerRepeatsIsNotWritten() async throws {
        let message = "no use for \(SandboxRun.secret) here"
        let trial = try FaultRun(FaultRun.rule(.status(500, message: message), on: Self.first))
        try await trial.run(Self.first)
        let rejected = try trial.rejected()
        #expect(rejected.first?.contains("no use for") == true, "\(rejected)")
    }

    @Test func wrongSecretStopsBeforeAnyOutput() async throws {
        var trial = try FaultRun()
        trial.sandbox.clientSecret = "another-secret"
        let error = try await trial.stop(Self.first)
        #expect(error.code == .authentication)
        #expect(error.advice.contains("secret_key"))
        #expect(!error.description.contains("another-secret"))
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test(arguments: [600.0, -600.0]) func clockTenMinutesOffIsNamed(shift: Double) async throws {
        var trial = try FaultRun()
        trial.sandbox.clockShift = shift
        let error = try await trial.stop(Self.first)
        #expect(error.code == .clockSkew)
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test func unknownOwnerNamesTheNearOne() async throws {
        var trial = try FaultRun()
        trial.owners = ["Shared Fed"]
        let error = try await trial.stop(Self.first)
        #expect(error.code == .unknownOwner)
        #expect(error.advice.contains("Did you mean 'Shared Feed'?"))
        #expect(try trial.folder.names() == ["in.csv"])
    }

    @Test func fourStatesStayApart() async throws {
        let trial = try FaultRun(FaultRun.rule(.status(503), on: Self.first))
        let result = try await trial.run(Self.second, "203.0.113.9", "10.0.0.1", Self.first)
        #expect(
            try trial.rows() == [
                Self.secondHit, "203.0.113.9,absent,,,", "10.0.0.1,skipped,private,,",
                "198.51.100.7,failed,unavailable,,",
            ]
        )
        let counts = result.manifest.observables
        #expect([counts.hit, counts.absent, counts.skippedTotal, counts.failed] == [1, 1, 1, 1])
    }

    @Test func leadingCopySpeaksForTheValue() async throws {
        var trial = try FaultRun()
        trial.owners = ["Example Org", "Shared Feed"]
        let result = try await trial.run(Self.first, Self.second)
        #expect(try trial.rows() == ["198.51.100.7,hit,,5,Shared Feed", Self.secondHit])
        #expect(result.isClean)
    }

    @Test func hitStandsWhereAnotherOwnerFails() async throws {
        var trial = try FaultRun(FaultRun.rule(.status(500), on: "Shared"))
        trial.owners = ["Example Org", "Shared Feed"]
        let result = try await trial.run(Self.first)
        #expect(try trial.rows() == ["198.51.100.7,hit,,2,Example Org"])
        #expect(result.manifest.observables.incomplete == 1)
        #expect(result.manifest.observables.failed == 0)
        #expect(try trial.rejected().count == 1)
        #expect(!result.isClean)
    }
}
