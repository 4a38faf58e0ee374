import PipelineFile
import Reports
import ThreatConnect

/// Where a run's answers come from.
struct Answering {
    var source: any AnswerSource
    /// nil when the answers do not come from a snapshot.
    var snapshot: SnapshotUsage?
}

extension Runner {
    /// - Parameter pass: Stands between the cache and what it does not know.
    /// - Throws: What keeps the cache or the snapshot from being used, and from the input what keeps its calls from being counted.
    func answering(
        _ client: ThreatConnectClient,
        _ settings: ConnectionSettings,
        pass: (any AnswerSource) -> any AnswerSource = { $0 }
    ) async throws -> Answering {
        let strategy = try await strategy(client, settings)
        var answering = try answering(strategy, client)
        answering.source = pass(answering.source)
        let cached = try cache?.answers(
            of: specification,
            strategy,
            settings,
            from: answering.source,
            logger: logger,
            now: context.now
        )
        if let cached { answering.source = cached }
        return answering
    }

    private func answering(_ strategy: EnrichSection.Strategy, _ client: ThreatConnectClient) throws -> Answering {
        switch strategy {
        case .lookup: Answering(source: lookUps(client))
        case .query, .auto: Answering(source: queries(client))
        case .snapshot: try snapshot()
        }
    }

    private func lookUps(_ client: ThreatConnectClient) -> ThreatConnectAnswers {
        ThreatConnectAnswers(
            client: client,
            owners: specification.threatConnect.owners,
            members: specification.members,
            maxInFlight: specification.threatConnect.maxInFlight,
            progress: progress,
            now: context.now
        )
    }

    private func queries(_ client: ThreatConnectClient) -> QueryAnswers {
        QueryAnswers(
            client: client,
            owners: specification.threatConnect.owners,
            members: specification.members,
            settings: specification.enrich.query,
            progress: progress,
            sleep: environment.sleep,
            now: context.now
        )
    }

    private func snapshot() throws -> Answering {
        guard let settings = specification.enrich.snapshot else {
            throw SnapshotUpdateError(code: .noSnapshot, message: "the pipeline file names no snapshot")
        }
        // As old as it was when the run began: a continued run answers from it too.
        let opener = SnapshotOpener(specification: specification, settings: settings, now: context.startedAt)
        let (source, usage) = try opener.answers(progress: progress)
        return Answering(source: source, snapshot: usage)
    }
}
