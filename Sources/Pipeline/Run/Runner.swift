package import Logging
import Observables
package import PipelineFile
import Reports
package import State
package import ThreatConnect

/// Connects a pipeline file to ThreatConnect and runs it.
package struct Runner: Sendable {
    private let specification: PipelineSpecification
    private let context: RunContext
    private let progress: RunProgress
    private let logger: Logger
    private let environment: ClientEnvironment
    private let ledger: (any Ledger)?
    private let session: RunSession?
    private let wrapTransport: @Sendable (any HTTPTransport) -> any HTTPTransport

    /// - Parameters:
    ///   - ledger: Where writes are recorded; without one nothing is written to ThreatConnect.
    ///   - session: Keeps the run's progress; nil for a run that cannot be continued.
    ///   - wrapTransport: Stands between the client and the network.
    package init(
        specification: PipelineSpecification,
        context: RunContext,
        progress: RunProgress,
        logger: Logger,
        environment: ClientEnvironment = .system,
        ledger: (any Ledger)? = nil,
        session: RunSession? = nil,
        wrapTransport: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) {
        self.specification = specification
        self.ledger = ledger
        self.session = session
        self.wrapTransport = wrapTransport
        self.context = context
        self.progress = progress
        self.logger = logger
        self.environment = environment
    }

    /// - Throws: Whatever keeps the run from starting or finishing; no output has appeared under its name then.
    package func run() async throws -> RunResult {
        let settings = try ConnectionSettings(specification.threatConnect)
        let transport = try AsyncHTTPTransport(settings: settings)
        let counting = CountingTransport(wrapTransport(transport))
        let client = ThreatConnectClient(
            settings: settings,
            transport: counting,
            environment: environment,
            logger: logger
        )
        do {
            let result = try await run(client, counting, instance: "\(settings.url)")
            try await transport.shutdown()
            return result
        } catch {
            try await transport.shutdown()
            throw error
        }
    }

    private func run(
        _ client: ThreatConnectClient,
        _ counting: CountingTransport,
        instance: String
    ) async throws -> RunResult {
        let snapshot = try openSnapshot()
        let source = snapshot?.source ?? asking(client)
        let made = try await SourceOpener(specification: specification, client: client, now: context.now).open()
        let run = try await PipelineRun(
            specification: specification,
            made: made,
            source: source,
            snapshot: snapshot?.usage,
            context: context,
            progress: progress,
            session: session,
            logger: logger,
            requests: { counting.count }
        )
        // A snapshot was made from these owners; without anything to write, the network is not needed at all.
        let isOffline = snapshot != nil && specification.writeBack == nil
        if !isOffline { try await OwnerCheck(wanted: specification.ownerNames, logger: logger).check(client) }
        return try await run.execute(writeBack: writeBackStage(client, instance))
    }

    private func asking(_ client: ThreatConnectClient) -> any AnswerSource {
        ThreatConnectAnswers(
            client: client,
            owners: specification.threatConnect.owners,
            members: specification.members,
            maxInFlight: specification.threatConnect.maxInFlight,
            progress: progress,
            now: context.now
        )
    }

    /// nil unless the pipeline file wants answers from a snapshot.
    private func openSnapshot() throws -> (source: any AnswerSource, usage: SnapshotUsage)? {
        guard specification.enrich.strategy == .snapshot, let settings = specification.enrich.snapshot else {
            return nil
        }
        let opener = SnapshotOpener(specification: specification, settings: settings, now: context.now())
        let (source, usage) = try opener.answers(progress: progress)
        return (source, usage)
    }

    private func writeBackStage(_ client: ThreatConnectClient, _ instance: String) async throws -> WriteBackStage? {
        guard let section = specification.writeBack else { return nil }
        return WriteBackStage(
            section: section,
            client: client,
            ledger: ledger,
            catalogue: try await WriteCatalogue.load(for: specification, from: client) { logger.warning("\($0)") },
            run: TemplateRun(id: context.runID, name: specification.name, startedAt: context.startedAt),
            instance: instance,
            owner: try await defaultOwner(section, client),
            limit: specification.threatConnect.maxInFlight,
            settling: SettleTime(limit: section.settleTime, environment: environment),
            logger: logger
        )
    }

    /// nil is the own organisation. Where one rule means it so and another may mean it by name, both have to be one owner.
    private func defaultOwner(_ section: WriteBackSection, _ client: ThreatConnectClient) async throws -> String? {
        if let owner = section.owner ?? specification.threatConnect.owners.first { return owner }
        guard section.rules.contains(where: { $0.owner != nil }) else { return nil }
        switch try await client.ownOrganization() {
        case .success(let own): return own.name
        case .failure(let failure):
            logger.warning("the API user's own organisation could not be looked up: \(failure.detail)")
            return nil
        }
    }
}

extension PipelineSpecification {
    /// What look-ups have to bring along for the columns, conditions and reports of this file.
    var members: IndicatorMembers {
        var members: IndicatorMembers = []
        let hasMatches = output.contains { if case .matches = $0 { true } else { false } }
        if needsTags || hasMatches || !report.isEmpty { members.insert(.tags) }
        if needsAdditional { members.insert(.additional) }
        return members
    }
}

extension ConnectionSettings {
    /// - Throws: `ConnectionSettingsError` for an address or a proxy that cannot be used.
    package init(_ section: ThreatConnectSection) throws {
        let credentials: Credentials =
            switch section.credentials {
            case .hmac(let accessKey, let secretKey): .hmac(accessKey: accessKey, secretKey: secretKey)
            case .token(let token): .token(token)
            }
        self.init(url: try BaseURL(section.url), credentials: credentials)
        verifySSL = section.verifySSL
        caFile = section.caFile
        if let proxy = section.httpProxy, !proxy.reveal().isEmpty { httpProxy = try ProxyAddress(proxy.reveal()) }
        connectTimeout = section.connectTimeout
        readTimeout = section.readTimeout
        attemptTimeout = section.readTimeout
        maxAttempts = section.attempts
        maxConnections = section.maxInFlight
    }
}
