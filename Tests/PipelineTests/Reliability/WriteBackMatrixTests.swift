import Pipeline
import Sandbox
import State
import TestSupport
import Testing
import ThreatConnect

/// Every fault against the requests of write-back: what is said to be done is done, once; what failed is told, and the next run does it.
@Suite(.serialized)
struct WriteBackMatrixTests {
    enum Hit: String, Sendable, CaseIterable {
        case writes
        case reads

        func rules(_ fault: Fault, times: Int?) -> [FaultRule] {
            switch self {
            case .writes: ["POST", "PUT"].map { FaultRule(fault, method: $0, times: times) }
            case .reads: [FaultRule(fault, method: "GET", pathPrefix: "/api/v3/", times: times)]
            }
        }
    }

    /// Says the same in every run.
    private static let rules = WriteBackTrial.rules.replacing(" ({run.id})", with: "")

    private func undisturbed() async throws -> String {
        let trial = try WriteBackTrial()
        return try await trial.serve { server in
            _ = try await server.run(trial.pipeline(rules: Self.rules))
            return try trial.store.stateDump()
        }
    }

    @Test(arguments: MatrixFault.all.filter { $0.settings.isEmpty }, Hit.allCases)
    func nothingIsLostOrDoubled(fault: MatrixFault, hit: Hit) async throws {
        let expected = try await undisturbed()
        for span in MatrixSpan.allCases {
            let faults = FaultSchedule(hit.rules(fault.fault, times: span.times))
            var trial = try WriteBackTrial()
            trial.configure = { $0.faults = faults }
            try await trial.serve { [trial] server in
                let before = try trial.store.stateDump()
                let result = await faulted(trial, server)
                let after = try trial.store.stateDump()
                try check(trial, result, hasChanged: after != before, "\(span)")
                if case .none = fault.effect { #expect(after == expected, "\(span)") }
                faults.clear()
                trial.clock.pass(seconds: 60)
                let next = try await server.run(trial.pipeline(rules: Self.rules), id: "run-2")
                #expect(next.isClean, "\(span)")
                #expect(try trial.store.stateDump() == expected, "\(span)")
            }
        }
    }

    /// nil when the run stopped.
    private func faulted(_ trial: WriteBackTrial, _ server: WriteBackTrial.Server) async -> WriteBackResult? {
        do {
            return try await server.run(trial.pipeline(rules: Self.rules)).writeBack
        } catch {
            return nil
        }
    }

    private func check(_ trial: WriteBackTrial, _ result: WriteBackResult?, hasChanged: Bool, _ span: Comment) throws {
        guard let result else { return }
        let entries = try trial.entries()
        #expect(entries.count { $0.state == .done } == result.done, span)
        #expect(result.done + result.failed.count <= result.planned, span)
        if result.stopped == nil { #expect(result.done + result.failed.count == result.planned, span) }
        if result.done > 0 { #expect(hasChanged, span) }
        let isComplete = result.done == result.planned && result.unreadable == 0 && result.stopped == nil
        #expect(result.isClean == isComplete, span)
        let rejected = try trial.folder.text("rejected.jsonl").split(separator: "\n").count
        #expect(rejected >= result.failed.count + result.unreadable, span)
    }
}
