package import Logging
package import PipelineFile
package import State
package import ThreatConnect

/// Connects a pipeline file to ThreatConnect and runs it.
package struct Runner: Sendable {
    let specification: PipelineSpecification
    let context: RunContext
    let progress: RunProgress
    let logger: Logger
    let environment: ClientEnvironment
    private let ledger: (any Ledger)?
    private let session: RunSession?
    let cache: AnswerCache?
    private let wrapTransport: @Sendable (any HTTPTransport) -> any HTTPTransport

    /// - Parameters:
    ///   - ledger: Where writes are recorded; without one nothing is written to ThreatConnect.
    ///   - session: Keeps the run's progress; nil for a run that cannot be continued.
    ///   - cache: Where answers of former runs are; without one every value is asked.
    ///   - wrapTransport: Stands between the client and the network.
    package init(
        specification: PipelineSpecification,
        context: RunContext,
        progress: RunProgress,
        logger: Logger,
        environment: ClientEnvironment = .system,
        ledger: (any Ledger)? = nil,
        session: RunSession? = nil,
        cache: AnswerCache? = nil,
        wrapTransport: @escaping @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 }
    ) {
        self.specification = specification
        self.ledger = ledger
        self.session = session
        self.cache = cache
        self.wrapTransport = wrapTransport
        self.context = context
        self.progress = progress
        self.logger = logger
        self.environment = environment
    }

    /// - Throws: Whatever keeps the run from starting or finishing; no output has appeared under its name then.
    package func run() async throws -> RunResult {
        try await withClient { client, sent, settings in
            try await run(specification, try await answering(client, settings), client, sent, settings)
        }
    }

    /// Lets `body` work with the client, and closes its connections.
    func withClient<R: Sendable>(
        _ body: (ThreatConnectClient, CountingTransport, ConnectionSettings) async throws -> R
    ) async throws -> R {
        let settings = try ConnectionSettings(specification.threatConnect)
        let quota = try StateQuota(specification, settings)
        let transport = try NetworkTransport(settings: settings)
        let counting = CountingTransport(wrapTransport(transport))
        let client = ThreatConnectClient(
            settings: settings,
            transport: counting,
            environment: environment,
            logger: logger,
            quota: quota
        )
        do {
            let result = try await body(client, counting, settings)
            try await transport.shutdown()
            return result
        } catch {
            try await transport.shutdown()
            throw error
        }
    }

    /// - Parameter specification: This runner's, or the same one for planning.
    func run(
        _ specification: PipelineSpecification,
        _ answering: Answering,
        _ client: ThreatConnectClient,
        _ sent: CountingTransport,
        _ settings: ConnectionSettings
    ) async throws -> RunResult {
        // Also of a run that breaks off, what it has learned so far is worth keeping.
        defer { answering.source.finish() }
        let run = try await PipelineRun(
            specification: specification,
            made: SourceOpener(specification: specification, client: client, now: context.now).open(),
            source: answering.source,
            snapshot: answering.snapshot,
            context: context,
            progress: progress,
            session: session,
            logger: logger,
            requests: { sent.count }
        )
        // A snapshot was made from these owners; without anything to write, the network is not needed at all.
        let isOffline = answering.snapshot != nil && specification.writeBack == nil
        if !isOffline { try await OwnerCheck(wanted: specification.ownerNames, logger: logger).check(client) }
        return try await run.execute(writeBack: writeBackStage(specification, client, "\(settings.url)"))
    }

    private func writeBackStage(
        _ specification: PipelineSpecification,
        _ client: ThreatConnectClient,
        _ instance: String
    ) async throws -> WriteBackStage? {
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
        requestInterval = section.rateLimit?.interval
        quota = section.quota.map { CallQuota(calls: $0.calls, per: $0.per) }
        maxWait = section.maxWait
    }
}
