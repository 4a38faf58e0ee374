import Observables
import Pipeline
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// Every fault against the update of a snapshot: it ends with everything, or leaves the snapshot before as it was.
@Suite(.serialized)
struct SnapshotMatrixTests {
    private static let values = (1...10).map { "198.51.100.\($0)" }

    private func rows(_ trial: SnapshotTrial, _ server: SnapshotTrial.Server) async throws -> [String] {
        try trial.folder.write("a\n" + Self.values.joined(separator: "\n") + "\n", to: "in.csv")
        _ = try await server.run(server.specification())
        return try trial.folder.text("out.csv").split(separator: "\n").dropFirst().map(String.init)
    }

    private func add(_ numbers: ClosedRange<Int>, to trial: SnapshotTrial) throws {
        try trial.store.add(
            numbers.map { number in
                var new = NewIndicator(kind: .address, values: ["198.51.100.\(number)"], rating: Double(number % 6))
                (new.dateAdded, new.lastModified) = ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")
                return new
            }
        )
    }

    private static func expected(known: Int) -> [String] {
        (1...10).map { number in
            let value = "198.51.100.\(number)"
            return number <= known ? "\(value),hit,\(value),Address,\(number % 6)" : "\(value),absent,,,"
        }
    }

    @Test(arguments: MatrixFault.all.filter { $0.settings.isEmpty }, MatrixSpan.allCases)
    func answersAreTheOldOnesOrTheNewOnes(fault: MatrixFault, span: MatrixSpan) async throws {
        var trial = try SnapshotTrial()
        trial.owners = ["Example Org"]
        trial.pageSize = 3
        try add(1...4, to: trial)
        try await trial.serve { [trial] server in
            try await server.update()
            let old = try await rows(trial, server)
            #expect(old == Self.expected(known: 4))
            try add(5...8, to: trial)
            trial.faults.add(FaultRule(fault.fault, pathPrefix: "/api/v2/indicators", times: span.times))
            trial.faults.add(FaultRule(fault.fault, pathPrefix: "/api/v3/indicators", times: span.times))
            let isUpdated = await isUpdated(server)
            #expect(try await rows(trial, server) == Self.expected(known: isUpdated ? 8 : 4))
            if case .none = fault.effect { #expect(isUpdated) }
            if case .stop = fault.effect { #expect(!isUpdated) }
            if case .loss = fault.effect, span == .lasting { #expect(!isUpdated) }
            trial.faults.clear()
            try await server.update(using: server.makeClient())
            #expect(try await rows(trial, server) == Self.expected(known: 8))
        }
    }

    private func isUpdated(_ server: SnapshotTrial.Server) async -> Bool {
        do {
            try await server.update(full: true)
            return true
        } catch {
            return false
        }
    }
}
