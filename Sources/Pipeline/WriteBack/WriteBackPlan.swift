package import Observables
import ThreatConnect

/// What a write-back would do, target by target, in a stable order.
package struct WriteBackPlan: Sendable {
    package var entries: [PlanEntry]

    /// Requests that would change something.
    package var writes: Int { entries.reduce(0) { $0 + $1.writes.count } }
}

/// What is planned for one owner's copy of one value.
package struct PlanEntry: Sendable {
    package enum Standing: Sendable, Hashable {
        case exists(id: Int64)
        /// The owner has no copy; without `create` nothing happens to it.
        case absent
        /// Its present state could not be read, so nothing is written.
        case unreadable(LookupFailure)
    }

    package let target: WriteTarget
    package let standing: Standing
    package let writes: [PlannedWrite]
    /// Values that cannot be written.
    package let problems: [WriteProblem]

    /// The owner has no copy and no rule creates one.
    package var isLeftAbsent: Bool { standing == .absent && writes.isEmpty }
    /// All is as the rules want it.
    package var isUnchanged: Bool {
        guard case .exists = standing else { return false }
        return writes.isEmpty && problems.isEmpty
    }
}

/// One request, and which rules want it.
package struct PlannedWrite: Sendable, Hashable {
    package let operation: WriteOperation
    /// Labels, in the order of the file.
    package let rules: [String]
}
