import Foundation
import Pipeline
import Sandbox
import State
import TestSupport
import Testing

/// A run that writes is stopped after every single step and started again.
struct KilledWriteBackTests {
    /// The server's state after undisturbed runs, whose ids and dates stand in what they write.
    private func undisturbed(_ runs: (id: String, time: Int)...) async throws -> String {
        let trial = try WriteBackTrial()
        return try await trial.serve { server in
            for run in runs { _ = try await server.run(trial.pipeline(), id: run.id, at: run.time) }
            return try trial.store.stateDump()
        }
    }

    @Test func endsInTheStateOfAnUndisturbedRunWhereverItIsKilled() async throws {
        let (one, two) = (("run-1", WriteBackTrial.day), ("run-2", WriteBackTrial.nextDay))
        let first = try await undisturbed(one)
        let second = try await undisturbed(two)
        let both = try await undisturbed(one, two)
        var killed = 0
        for steps in 1...500 {
            let trial = try WriteBackTrial()
            let wasKilled = try await trial.serve { server in
                let isKilled: Bool
                do {
                    _ = try await server.run(trial.pipeline(), killedAfter: steps)
                    isKilled = false
                } catch {
                    isKilled = true
                }
                let begun = try StateStore(path: trial.folder.path("state.sqlite")).writeBack(run: "run-1")
                let result = try await server.run(trial.pipeline(), id: "run-2", at: WriteBackTrial.nextDay)
                let state = try trial.store.stateDump()
                // The next day's run goes on as the interrupted one, so nothing is written with two dates. Killed after the last step, the first
                // run was complete.
                let expected = begun.map { $0.finishedAt == nil ? first : both } ?? second
                if isKilled {
                    #expect(state == expected, "killed after step \(steps)")
                    #expect(result.isClean, "killed after step \(steps)")
                }
                let open = try trial.entries().count { $0.state == .intended }
                #expect(!isKilled || open == 0, "killed after step \(steps): \(open) entries stay open")
                return isKilled
            }
            guard wasKilled else { break }
            killed = steps
        }
        // Requests that read, and two ledger writes and a request for each of the writes.
        #expect(killed > 25)
    }

    @Test func undoKilledAnywhereCanBeRepeated() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            let before = try trial.store.stateDump()
            _ = try await server.run(trial.pipeline())
            let once = try await server.undo("run-1", trial.pipeline())
            let state = try trial.store.stateDump()
            let twice = try await server.undo("run-1", trial.pipeline())
            #expect(try trial.store.stateDump() == state)
            #expect(once.contains { $0.state == .restored })
            #expect(!twice.contains { $0.state == .restored })
            // The false positive cannot be withdrawn; everything else is as before.
            #expect(once.filter { !$0.remains.isEmpty }.map(\.operation) == [.reportFalsePositive])
            func withoutCounts(_ text: String) -> String {
                text.replacing(/"falsePositives?(Count)?" ?: ?\d+/, with: "")
            }
            #expect(withoutCounts(state) == withoutCounts(before))
        }
    }

    @Test func undoTrialSendsNothing() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            _ = try await server.run(trial.pipeline())
            let state = try trial.store.stateDump()
            let outcomes = try await server.undo("run-1", trial.pipeline(), isTrial: true)
            #expect(outcomes.contains { $0.state == .wouldRestore })
            #expect(try trial.store.stateDump() == state)
        }
    }

    @Test func undoOfAnUnknownRunIsRefused() async throws {
        let trial = try WriteBackTrial()
        try await trial.serve { server in
            _ = try await server.run(trial.pipeline())
            await #expect(throws: UndoError.self) { try await server.undo("nobody", trial.pipeline()) }
        }
    }
}
