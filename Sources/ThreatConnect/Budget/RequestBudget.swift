internal import Logging
internal import Synchronization

/// What all requests of a run share: how many at once, how many in a time, and the patience with a server that cannot be asked.
///
/// A request goes through two queues. The window bounds the requests under way. Behind it one request at a time waits for its turn: so
/// a pause holds everybody, and of all that wait for a server that is down one goes and finds out.
final class RequestBudget: Sendable {
    /// Must be followed by ``finish(_:_:kind:attempt:)``.
    struct Permit: Sendable {
        let isProbe: Bool
        fileprivate let generation: Int
        fileprivate let startedAt: Duration
    }

    enum Admission: Sendable {
        case permitted(Permit)
        /// No request will be sent any more; why.
        case refused(String)
    }

    private let window: RequestLimiter
    private let turn = RequestLimiter(limit: 1)
    private let state: Mutex<BudgetState>
    private let lease: QuotaLease?
    private let environment: ClientEnvironment
    private let logger: Logger

    init(settings: ConnectionSettings, quota: (any QuotaKeeper)?, environment: ClientEnvironment, logger: Logger) {
        window = RequestLimiter(limit: max(1, settings.maxConnections))
        state = Mutex(
            BudgetState(
                maxInFlight: settings.maxConnections,
                interval: settings.requestInterval,
                maxWait: settings.maxWait
            )
        )
        lease = settings.quota.flatMap { limit in
            quota.map { QuotaLease(quota: limit, keeper: $0, unixTime: environment.unixTime) }
        }
        self.environment = environment
        self.logger = logger
    }

    /// Answers so far: tells whether the server worked for others meanwhile.
    var answers: Int { state.withLock { $0.answers } }

    /// Suspends until a request may be sent.
    ///
    /// - Throws: `CancellationError`, and what keeps the quota from being looked up.
    func admit() async throws -> Admission {
        try await window.acquire()
        do {
            try await turn.acquire()
        } catch {
            window.release()
            throw error
        }
        do {
            let admission = try await awaitTurn()
            if case .permitted(let permit) = admission, permit.isProbe { return admission }
            turn.release()
            if case .refused = admission { window.release() }
            return admission
        } catch {
            turn.release()
            window.release()
            throw error
        }
    }

    private func awaitTurn() async throws -> Admission {
        while true {
            let now = environment.elapsed()
            switch decide(at: now) {
            case .refuse(let reason): return .refused(reason)
            case .pace(let time): try await environment.sleep(time)
            case .wait(let time): try await wait(time)
            case .go: if try await hasQuota() { return .permitted(permit(isProbe: false)) }
            case .probe: if try await hasQuota() { return .permitted(permit(isProbe: true)) }
            }
        }
    }

    private func decide(at now: Duration) -> BudgetState.Step {
        let (step, event) = state.withLock { $0.step(at: now) }
        if let event { announce(event) }
        return step
    }

    private func wait(_ time: Duration) async throws {
        let before = environment.elapsed()
        try await environment.sleep(time)
        state.withLock { $0.spend(environment.elapsed() - before) }
    }

    /// Takes one call from the quota. Without one, waits where that is short enough, and gives up otherwise.
    private func hasQuota() async throws -> Bool {
        guard let lease, let seconds = try lease.take() else { return true }
        let time = Duration.seconds(seconds)
        guard state.withLock({ $0.canWait(time) }) else {
            let quota = "\(lease.quota.calls) calls in \(Duration.seconds(lease.quota.per).inWords)"
            let event = state.withLock { state in
                state.giveUp("the quota of \(quota) is used up; the next call is free in \(time.inWords)").1
            }
            if let event { announce(event) }
            return false
        }
        logger.notice("the quota is used up", metadata: ["next_call_in": "\(time.inWords)"])
        try await wait(time)
        return false
    }

    private func permit(isProbe: Bool) -> Permit {
        Permit(
            isProbe: isProbe,
            generation: state.withLock { $0.window.generation },
            startedAt: environment.elapsed()
        )
    }

    /// - Parameters:
    ///   - attempt: Of its call, from 1.
    ///   - cause: What happened, for people.
    func finish(_ permit: Permit, _ outcome: AttemptOutcome, kind: AnswerKind, attempt: Int, cause: () -> String) {
        let now = environment.elapsed()
        let random = outcome == .answered ? 0 : environment.random()
        let (event, limit) = state.withLock { state in
            var event: BudgetEvent?
            if permit.isProbe { event = state.probed(outcome, took: now - permit.startedAt, at: now, random: random) }
            if outcome == .answered {
                state.answered(after: now - permit.startedAt, kind: kind, generation: permit.generation)
            } else if !permit.isProbe || outcome.weight == 0 {
                let failed = state.failed(
                    outcome,
                    attempt: attempt,
                    generation: permit.generation,
                    at: now,
                    random: random
                )
                event = event ?? failed
            }
            return (event, state.window.limit)
        }
        window.setLimit(limit)
        if permit.isProbe { turn.release() }
        window.release()
        if let event { announce(event, cause: cause()) }
    }

    private func announce(_ event: BudgetEvent, cause: String? = nil) {
        let because = cause.map { ": \($0)" } ?? ""
        switch event {
        case .opened(let pause):
            logger.warning(
                "ThreatConnect does not answer\(because); nothing is sent for \(pause.inWords), then one request"
            )
        case .reopened(let pause):
            logger.notice("still no answer\(because); the next request goes in \(pause.inWords)")
        case .closed(let time): logger.notice("ThreatConnect answers again after \(time.inWords)")
        case .paused(let pause): logger.notice("ThreatConnect asks for a pause of \(pause.inWords)\(because)")
        case .gaveUp(let words): logger.error("no more requests are sent: \(words)")
        }
    }
}
