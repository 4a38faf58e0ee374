import PipelineFile
import Reports

/// Compares what failed and what was rejected with what the pipeline file allows.
struct AllowanceCheck {
    /// One sentence per limit that was passed.
    private(set) var exceeded: [String] = []

    init(_ errors: ErrorsSection, _ records: RecordCounts, _ observables: ObservableCounts) {
        check(
            "max_failed",
            errors.maxFailed,
            observables.failed,
            of: observables.asked,
            "look-ups failed"
        )
        check(
            "max_rejected",
            errors.maxRejected,
            records.rejectedTotal + records.unusable,
            of: records.read,
            "records were rejected or hold no usable value"
        )
    }

    private mutating func check(_ key: String, _ allowance: Allowance, _ count: Int, of total: Int, _ what: String) {
        guard allowance.isExceeded(by: count, of: total) else { return }
        exceeded.append("\(count) of \(total) \(what): more than errors.\(key) allows (\(allowance.text))")
    }
}

extension Allowance {
    /// As the pipeline file writes it.
    fileprivate var text: String {
        switch self {
        case .unlimited: "unlimited"
        case .count(let limit): String(limit)
        case .percent(let limit): limit.shortest + "%"
        }
    }
}
