import Foundation
import Pipeline
import Sandbox
import State
import TestSupport
import Testing

/// What a run makes of write-backs that were not finished.
struct InterruptedWriteBackTests {
    private static let rules = "- attributes: [{type: Description, value: seen}]\n"

    private func descriptions(_ trial: WriteBackTrial) throws -> Int {
        try trial.store.stateDump().components(separatedBy: "\"seen\"").count - 1
    }

    /// Kills the run one step later each time, until it has recorded what it is about to write.
    private func interrupt(_ server: WriteBackTrial.Server) async throws {
        for steps in 1...40 where try server.trial.entries().isEmpty {
            await #expect(throws: (any Error).self) {
                try await server.run(server.trial.pipeline(rules: Self.rules), killedAfter: steps)
            }
        }
        try #require(server.trial.entries().contains { $0.state == .intended })
    }

    @Test func requestThatTakesEffectAfterItsTimeoutIsNotSentAgain() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let result = try await server.run(
                trial.pipeline(rules: Self.rules),
                delaying: { $0.method == "POST" && $0.description.contains("attributes") }
            )
            #expect(result.isClean)
            #expect(try descriptions(trial) == 3)
            #expect(try trial.entries().allSatisfy { $0.state == .done && $0.remoteID != nil })
        }
    }

    @Test func requestThatNeverTakesEffectIsSentAgain() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let result = try await server.run(
                trial.pipeline(rules: Self.rules, settings: "settle_time: 5s"),
                delaying: { $0.method == "POST" && $0.description.contains("203.0.113.7/attributes") }
            )
            // The late one comes after the settle time: what the page says cannot be promised.
            #expect(result.isClean)
            #expect(try trial.entries().allSatisfy { $0.state == .done })
        }
    }

    @Test func refusedWriteBackIsFinishedAndNotContinued() async throws {
        var trial = try WriteBackTrial()
        trial.configure = { $0.permissions = .readOnly }
        try await trial.serve { [trial] server in
            let result = try #require(try await server.run(trial.pipeline(rules: Self.rules)).writeBack)
            #expect(result.stopped != nil)
            let record = try StateStore(path: trial.folder.path("state.sqlite")).writeBack(run: "run-1")
            #expect(record?.finishedAt != nil)
            #expect(try trial.entries().allSatisfy { $0.state == .failed })
        }
    }

    @Test func otherInputIsNotContinuedButSettled() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            try await interrupt(server)
            let store = try StateStore(path: trial.folder.path("state.sqlite"))
            #expect(try store.writeBack(run: "run-1")?.finishedAt == nil)
            try trial.folder.write(WriteBackTrial.log + "198.51.100.20,new,\n", to: "log.csv")
            let result = try #require(
                try await server.run(trial.pipeline(rules: Self.rules), id: "run-2").writeBack
            )
            #expect((result.continues, result.run) == (false, "run-2"))
            #expect(try store.writeBack(run: "run-1")?.finishedAt != nil)
            #expect(try trial.entries().allSatisfy { $0.state != .intended })
            #expect(try descriptions(trial) == 3)
        }
    }

    @Test(arguments: [(47 * 3_600, true), (49 * 3_600, false)])
    func onlyARecentWriteBackIsContinued(later: Int, continues: Bool) async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            try await interrupt(server)
            let time = WriteBackTrial.day + later
            let plan = try #require(
                try await server.run(trial.pipeline(mode: "plan", rules: Self.rules), id: "plan", at: time).writeBack
            )
            #expect(plan.continues == continues)
            #expect(PlanText(plan, maxWrites: 9).lines.contains { $0.contains("run run-1") } == continues)
            let result = try #require(
                try await server.run(trial.pipeline(rules: Self.rules), id: "run-2", at: time).writeBack
            )
            #expect(result.continues == continues)
            #expect(try descriptions(trial) == 3)
        }
    }
}
