package import Reports
import Tabular

extension WriteBackResult {
    package var counts: WriteBackCounts {
        var counts = WriteBackCounts()
        counts.targets = plan.entries.count
        (counts.unchanged, counts.toChange, counts.toCreate) = (unchanged, toChange, toCreate)
        (counts.leftAbsent, counts.invalid, counts.unreadable) = (leftAbsent, invalid, unreadable)
        (counts.planned, counts.done, counts.failed) = (planned, done, failed.count)
        return counts
    }

    /// One line of the rejected file for everything that was wanted and not written.
    func renderFailures(_ renderer: RejectedRenderer, into buffer: inout OutputBuffer) {
        for entry in plan.entries {
            for problem in entry.problems {
                renderer.render(
                    write: problem.field,
                    of: entry.target,
                    rule: problem.rule,
                    reason: "invalid_value",
                    detail: problem.message,
                    into: &buffer
                )
            }
            if case .unreadable(let failure) = entry.standing {
                renderer.render(
                    write: "read",
                    of: entry.target,
                    rule: "",
                    reason: failure.code.rawValue,
                    detail: failure.detail,
                    into: &buffer
                )
            }
        }
        for outcome in failed { render(outcome, renderer, into: &buffer) }
    }

    private func render(_ outcome: WriteOutcome, _ renderer: RejectedRenderer, into buffer: inout OutputBuffer) {
        let (reason, detail): (String, String) =
            switch outcome.state {
            case .done: ("done", "")
            case .failed(let failure):
                (failure.outcomeUnknown ? "outcome_unknown" : failure.code.rawValue, failure.detail)
            case .notTried(let reason): ("not_tried", reason)
            }
        renderer.render(
            write: outcome.write.operation.name,
            of: outcome.target,
            rule: outcome.write.rules.joined(separator: ", "),
            reason: reason,
            detail: detail,
            into: &buffer
        )
    }
}
