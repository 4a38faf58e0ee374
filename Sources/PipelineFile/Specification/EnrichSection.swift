package import Observables

/// How answers are found and judged.
package struct EnrichSection: Sendable {
    package enum Strategy: String, Sendable, Hashable, CaseIterable {
        /// One request per distinct observable and owner.
        case lookup
        /// Many observables in one v3 query.
        case query
        /// From a local copy of all indicators.
        case snapshot
        /// The one of them that takes the fewest requests.
        case auto
    }

    package var strategy: Strategy
    package var skip: Set<SkipReason>
    /// Paths and patterns of MISP warning lists.
    package var allowlists: [String]
    /// nil where there is none; never with strategy `snapshot`.
    package var snapshot: SnapshotSettings?
    /// Whether a known block answers for the addresses in it, and a known host for the names below it.
    package var containment: Bool
    /// In file order; the first whose condition holds decides.
    package var verdicts: [VerdictRule]
    /// nil: every run asks anew.
    package var cache: CacheSettings?
    package var query: QuerySettings
}

package struct VerdictRule: Sendable, Hashable {
    package var verdict: Verdict
    package var condition: Condition
}
