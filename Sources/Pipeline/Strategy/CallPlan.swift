package import Observables
package import PipelineFile
package import Reports

/// What a run would ask.
package struct CallPlan: Sendable {
    package var name: String
    package var records: RecordCounts
    /// Counted without asking, an absent value is one that nothing is known about.
    package var observables: ObservableCounts
    /// Distinct values that are not skipped.
    package var kinds: [ObservableKind: Int]
    package var usesCache: Bool
    /// Distinct values that the cache does not know.
    package var toAsk: Int
    /// What each strategy would take, in order of preference between equals.
    package var offers: [StrategyOffer]
    /// What the pipeline file says.
    package var strategy: EnrichSection.Strategy
    /// The plan of what is written follows.
    package var isBesideWrites = false

    /// What `auto` would take; nil for another strategy.
    package var choice: StrategyChoice? { strategy == .auto ? StrategyChoice(of: offers) : nil }
}
