import PipelineFile
import Tabular
import ThreatConnect

extension Runner {
    /// Values to ask after which a count tells enough: from the first value on which `query` saves a call, more values never change
    /// which strategy takes the fewest.
    private static let sampleValues = 1_000
    /// Bytes of input after which a count ends, however few values there are to ask.
    private static let sampleBytes = 64 << 20

    /// How this run asks: as its pipeline file says, or for `auto` as the number of calls says.
    func strategy(_ client: ThreatConnectClient, _ settings: ConnectionSettings) async throws -> EnrichSection.Strategy
    {
        guard specification.enrich.strategy == .auto else { return specification.enrich.strategy }
        let choice = try await choice(client, settings)
        logger.notice("strategy auto takes \(choice.strategy.rawValue): \(choice.reason)")
        return choice.strategy
    }

    private func choice(_ client: ThreatConnectClient, _ settings: ConnectionSettings) async throws -> StrategyChoice {
        let offers = StrategyOffers(specification, now: context.startedAt)
        if let choice = offers.snapshotChoice { return choice }
        guard try isRepeatable else {
            return StrategyChoice(
                .query,
                reason: "the input can be read only once, so its calls are not counted before"
            )
        }
        let counted = RunProgress()
        let (plan, count) = try await count(client, settings, counted) { count in
            count.counts.values >= Self.sampleValues || counted.snapshot.bytes >= Self.sampleBytes
        }
        guard let choice = StrategyChoice(of: offers.offers(count.counts)) else {
            return StrategyChoice(.query, reason: "no other strategy can be used")
        }
        let sample = "the first \(plan.records.read) records, \(count.counts.values) values to ask"
        return StrategyChoice(choice.strategy, reason: "\(choice.reason) (counted over \(sample))")
    }

    private var isRepeatable: Bool {
        get throws {
            let names: [String] =
                if case .files(let patterns) = specification.read.input {
                    try InputSource.expand(patterns: patterns).map(\.name)
                } else {
                    []
                }
            return InputIdentity(specification.read.input, names: names).isRepeatable
        }
    }
}
