package import Logging
package import Observables

/// Asks one ThreatConnect instance. May be used by any number of tasks at once; its copies share one budget of requests.
///
/// Retries inside, see ``RetryPolicy``. Every attempt is signed anew.
package struct ThreatConnectClient: Sendable {
    let settings: ConnectionSettings
    let transport: any HTTPTransport
    let environment: ClientEnvironment
    let logger: Logger
    let signer: RequestSigner
    let redactor: Redactor
    let policy: RetryPolicy
    let budget: RequestBudget

    /// - Parameter quota: Remembers the calls of all runs; nil where the settings name no quota.
    package init(
        settings: ConnectionSettings,
        transport: any HTTPTransport,
        environment: ClientEnvironment = .system,
        logger: Logger,
        quota: (any QuotaKeeper)? = nil
    ) {
        self.settings = settings
        self.transport = transport
        self.environment = environment
        self.logger = logger
        signer = RequestSigner(settings.credentials)
        redactor = Redactor(settings: settings)
        policy = RetryPolicy(maxAttempts: settings.maxAttempts)
        budget = RequestBudget(settings: settings, quota: quota, environment: environment, logger: logger)
    }

    /// One owner's copy of a value; `.success(nil)` when ThreatConnect says that the owner has none.
    ///
    /// - Parameter owner: An owner's name; nil asks the API user's own organization.
    /// - Throws: Only when every further call would fail too, or the task was cancelled. What concerns this value
    ///   alone is returned as a failure.
    package func indicator(
        _ observable: Observable,
        owner: String?,
        members: IndicatorMembers
    ) async throws(RunStoppingError) -> Result<Indicator?, LookupFailure> {
        // An empty or dotted segment would address another resource: the list of all indicators of that kind.
        guard !["", ".", ".."].contains(observable.canonical) else {
            return .failure(LookupFailure(code: .refused, attempts: 0, detail: "the value cannot be part of a path"))
        }
        let target = RequestTarget(
            base: settings.url,
            segments: ["v2", "indicators", observable.kind.apiBranch, observable.canonical],
            query: (owner.map { [.init("owner", $0)] } ?? []) + members.query
        )
        let context = CallContext(subject: .value, owner: owner)
        switch try await call(target, context: context, read: Reply<IndicatorPayload>.read) {
        case .failure(let failure): return .failure(failure)
        case .success((nil, _)): return .success(nil)
        case .success((let payload?, let attempts)):
            let record = payload.record(of: observable.kind)
            if let indicator = record?.indicator(of: observable, owner: owner, members: members) {
                return .success(indicator)
            }
            let detail = record == nil ? "the answer holds no \(observable.kind.apiEntity)" : "the indicator has no id"
            return .failure(LookupFailure(code: .badResponse, attempts: attempts, detail: detail))
        }
    }

    /// All owners that the API user sees: shows that url and credentials work, and how owners are spelled.
    package func owners() async throws(RunStoppingError) -> Result<[Owner], LookupFailure> {
        var owners: [Owner] = []
        var total: Int64 = 1
        while owners.count < total {
            let query = owners.isEmpty ? [] : [RequestTarget.QueryItem("resultStart", String(owners.count))]
            let target = RequestTarget(base: settings.url, segments: ["v2", "owners"], query: query)
            let context = CallContext(subject: .service, owner: nil)
            switch try await call(target, context: context, read: Reply<OwnerPayload>.decode) {
            case .failure(let failure): return .failure(failure)
            case .success((let payload, let attempts)):
                guard let payload else { return .failure(Self.noOwnerList(attempts: attempts)) }
                if owners.isEmpty { total = payload.total ?? 0 }
                guard !payload.owners.isEmpty else { return .success(owners) }
                owners += payload.owners
            }
        }
        return .success(owners)
    }

    private static func noOwnerList(attempts: Int) -> LookupFailure {
        LookupFailure(code: .badResponse, attempts: attempts, detail: "the instance has no list of owners; check url")
    }

    /// - Returns: The payload, nil when absent, with the number of attempts.
    private func call<Payload>(
        _ target: RequestTarget,
        context: CallContext,
        read: ([UInt8]) throws -> Reply<Payload>
    ) async throws(RunStoppingError) -> Result<(Payload?, Int), LookupFailure> {
        let call = APICall(method: .get, target: target, context: context)
        let report = await perform(call, read: read)
        switch report.outcome {
        case .success(let payload): return .success((payload, report.attempts))
        case .absent: return .success((nil, report.attempts))
        case .failed(let failure): return .failure(failure.lookupFailure)
        case .stopped(let error): throw error
        }
    }
}
