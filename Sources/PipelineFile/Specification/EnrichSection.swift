package import Observables

/// How answers are found and judged.
package struct EnrichSection: Sendable {
    package enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// One request per distinct observable and owner.
        case lookup
    }

    package var strategy: Strategy
    package var skip: Set<SkipReason>
    /// Paths and patterns of MISP warning lists.
    package var allowlists: [String]
    /// In file order; the first whose condition holds decides.
    package var verdicts: [VerdictRule]
}

package struct VerdictRule: Sendable, Hashable {
    package var verdict: Verdict
    package var condition: Condition
}
