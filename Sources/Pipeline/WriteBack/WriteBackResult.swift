import Observables
package import PipelineFile
import ThreatConnect

/// What a run's write-back planned and did.
package struct WriteBackResult: Sendable {
    package let mode: WriteBackSection.Mode
    /// Under this id the ledger keeps it; an interrupted run's, when this run continued it.
    package let run: String
    package let plan: WriteBackPlan
    package var continues = false
    package var outcomes: [WriteOutcome] = []
    /// By the same run, before it was interrupted.
    var earlier = EarlierWrites()
    /// Why the writes ended before all were tried.
    package var stopped: String?

    init(mode: WriteBackSection.Mode, run: String, plan: WriteBackPlan) {
        self.mode = mode
        self.run = run
        self.plan = plan
    }

    package var done: Int { outcomes.count { $0.state == .done } + earlier.count }
    /// Requests that change something, with those sent already.
    package var planned: Int { plan.writes + earlier.count }
    package var failed: [WriteOutcome] { outcomes.filter { $0.state != .done } }
    /// Targets by what becomes of them.
    package var unchanged: Int {
        plan.entries.count { $0.isUnchanged && !isCreated($0) && !earlier.changed($0.target) }
    }
    package var leftAbsent: Int { plan.entries.count(where: \.isLeftAbsent) }
    package var invalid: Int { plan.entries.count { !$0.problems.isEmpty } }
    package var unreadable: Int {
        plan.entries.count { if case .unreadable = $0.standing { true } else { false } }
    }
    package var toCreate: Int { plan.entries.count(where: isCreated) }
    package var toChange: Int {
        plan.entries.count { (!$0.writes.isEmpty || earlier.changed($0.target)) && !isCreated($0) }
    }

    private func isCreated(_ entry: PlanEntry) -> Bool {
        (entry.standing == .absent && !entry.writes.isEmpty) || earlier.created(entry.target)
    }

    /// Nothing failed, was invalid or stopped.
    package var isClean: Bool { stopped == nil && failed.isEmpty && invalid == 0 && unreadable == 0 }
}
