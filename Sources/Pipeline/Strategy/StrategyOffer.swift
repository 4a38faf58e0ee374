package import PipelineFile

/// A strategy, and the calls it would take.
package struct StrategyOffer: Sendable, Hashable {
    package enum Cost: Sendable, Hashable {
        case calls(Int)
        /// Why it cannot answer.
        case unavailable(String)
    }

    package var strategy: EnrichSection.Strategy
    package var cost: Cost

    package init(_ strategy: EnrichSection.Strategy, _ cost: Cost) {
        self.strategy = strategy
        self.cost = cost
    }

    package var calls: Int? {
        if case .calls(let calls) = cost { calls } else { nil }
    }
}

/// The strategy that `auto` takes, and why.
package struct StrategyChoice: Sendable, Hashable {
    package let strategy: EnrichSection.Strategy
    package let reason: String

    package init(_ strategy: EnrichSection.Strategy, reason: String) {
        self.strategy = strategy
        self.reason = reason
    }

    /// The one with the fewest calls; of equals the first. nil when none can answer.
    package init?(of offers: [StrategyOffer]) {
        var best: (strategy: EnrichSection.Strategy, calls: Int)?
        for offer in offers {
            guard let calls = offer.calls, calls < best?.calls ?? .max else { continue }
            best = (offer.strategy, calls)
        }
        guard let best else { return nil }
        let others = offers.filter { $0.strategy != best.strategy }.map { "\($0.strategy.rawValue) \($0.cost)" }
        let calls = StrategyOffer.Cost.calls(best.calls)
        self.init(best.strategy, reason: ["\(calls) to make", others.joined(separator: ", ")].joined(separator: "; "))
    }
}

extension StrategyOffer.Cost: CustomStringConvertible {
    package var description: String {
        switch self {
        case .calls(let calls): calls == 1 ? "1 call" : "\(calls) calls"
        case .unavailable(let reason): "cannot be used (\(reason))"
        }
    }
}
