import PipelineFile
import ThreatConnect

extension Runner {
    /// Reads the input and counts what a run would ask. Asks for no intelligence and writes nothing.
    ///
    /// - Throws: Whatever keeps the input from being opened.
    package func count() async throws -> CallPlan {
        try await withClient { client, _, settings in
            try await count(client, settings, progress) { _ in false }.plan
        }
    }

    /// Runs without writing anything, asks as a run does, and counts beside it what that takes.
    ///
    /// - Throws: Whatever keeps a run from starting or finishing.
    package func planWrites() async throws -> (result: RunResult, calls: CallPlan) {
        try await withClient { client, sent, settings in
            let count = CallCount(client: client, specification: specification)
            var answering = try await answering(client, settings) { count.passing($0) }
            let kinds = KindCount(source: answering.source)
            answering.source = kinds
            let result = try await run(specification.forPlanning(), answering, client, sent, settings)
            var calls = plan(result, kinds, count)
            calls.isBesideWrites = true
            return (result, calls)
        }
    }

    /// - Parameter isEnough: Ends the input early.
    func count(
        _ client: ThreatConnectClient,
        _ settings: ConnectionSettings,
        _ progress: RunProgress,
        until isEnough: @escaping @Sendable (CallCount) -> Bool
    ) async throws -> (plan: CallPlan, count: CallCount) {
        let count = CallCount(client: client, specification: specification)
        let kinds = KindCount(source: try cached(count, settings) ?? count)
        let planned = try specification.forPlanning()
        let run = try await PipelineRun(
            specification: planned,
            made: SourceOpener(specification: planned, client: client, now: context.now).open(),
            source: kinds,
            context: context,
            progress: progress,
            hasReadEnough: { isEnough(count) },
            requests: { 0 }
        )
        return (plan(try await run.execute(), kinds, count), count)
    }

    /// What the run's own cache knows, and nothing added to it.
    private func cached(_ source: any AnswerSource, _ settings: ConnectionSettings) throws -> CachedAnswers? {
        let strategy = specification.enrich.strategy
        return try cache?.readOnly.answers(
            of: specification,
            strategy,
            settings,
            from: source,
            logger: logger,
            now: context.now
        )
    }

    private func plan(_ result: RunResult, _ kinds: KindCount, _ count: CallCount) -> CallPlan {
        CallPlan(
            name: specification.name,
            records: result.manifest.records,
            observables: result.manifest.observables,
            kinds: kinds.counts,
            usesCache: specification.enrich.cache != nil && specification.enrich.strategy != .snapshot,
            toAsk: count.counts.values,
            offers: StrategyOffers(specification, now: context.now()).offers(count.counts),
            strategy: specification.enrich.strategy
        )
    }
}
