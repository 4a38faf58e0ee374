/// Decides when a request may go. Knows no clock: times are those of a clock that starts anywhere.
struct BudgetState: Sendable {
    enum Step: Sendable, Hashable {
        case go
        /// The one request that finds out whether the server is back.
        case probe
        /// For the rate limit.
        case pace(Duration)
        /// For a server that cannot be asked.
        case wait(Duration)
        /// Waiting has an end, and this was it.
        case refuse(String)
    }

    private(set) var window: ConcurrencyWindow
    private(set) var answers = 0
    private var circuit = Circuit()
    private var pace: Pace
    private let maxWait: Duration
    private var waited = Duration.zero
    private var pausedUntil: Duration?
    private var throttles = 0
    private var refusal: String?

    init(maxInFlight: Int, interval: Duration?, maxWait: Duration) {
        window = ConcurrencyWindow(maximum: maxInFlight)
        pace = Pace(interval: interval)
        self.maxWait = maxWait
    }

    private var patience: Duration { max(.zero, maxWait - waited) }

    mutating func step(at now: Duration) -> (Step, BudgetEvent?) {
        if let refusal { return (.refuse(refusal), nil) }
        if let until = pausedUntil, until > now {
            return until - now > patience ? giveUp() : (.wait(until - now), nil)
        }
        if let next = circuit.next, next > now {
            return patience == .zero ? giveUp() : (.wait(min(next - now, patience)), nil)
        }
        if let wait = pace.turn(at: now) { return (.pace(wait), nil) }
        return (circuit.next == nil ? .go : .probe, nil)
    }

    mutating func giveUp(_ reason: String? = nil) -> (Step, BudgetEvent?) {
        let words =
            reason
            ?? "ThreatConnect could not be asked for too long (\(waited.inWords) of max_wait \(maxWait.inWords) were waited)"
        refusal = words
        return (.refuse(words), .gaveUp(words))
    }

    mutating func spend(_ time: Duration) { waited += time }

    /// Waits for something else than the server, as long as there is patience for it.
    func canWait(_ time: Duration) -> Bool { time <= patience }

    mutating func answered(after latency: Duration, kind: AnswerKind, generation: Int) {
        answers += 1
        if generation == window.generation { throttles = 0 }
        circuit.succeed()
        window.succeed(after: latency, kind: kind, generation: generation)
    }

    mutating func failed(
        _ outcome: AttemptOutcome,
        attempt: Int,
        generation: Int,
        at now: Duration,
        random: Double
    ) -> BudgetEvent? {
        let isNew = generation == window.generation
        if outcome.isOverload, attempt <= Circuit.attemptsPerCall { window.overload(generation: generation) }
        if case .throttled(let after) = outcome { return pause(after, isNew: isNew, at: now, random) }
        return circuit.fail(outcome, attempt: attempt, at: now, random: random).map(BudgetEvent.opened)
    }

    private mutating func pause(_ after: Duration?, isNew: Bool, at now: Duration, _ random: Double) -> BudgetEvent? {
        if isNew || throttles == 0 { throttles += 1 }
        let pause = max(after ?? RetryPolicy.backoff(afterAttempt: throttles, random: random), shortestPause)
        guard pausedUntil.map({ $0 < now + pause }) ?? true else { return nil }
        pausedUntil = now + pause
        return after.map(BudgetEvent.paused)
    }

    /// Grows with every refusal in a row: a server that says "again at once" for ever must use up the patience too.
    private var shortestPause: Duration { .milliseconds(100) * (1 << min(max(0, throttles - 1), 8)) }

    /// What the one request found out.
    ///
    /// - Parameter time: How long it took.
    mutating func probed(_ outcome: AttemptOutcome, took time: Duration, at now: Duration, random: Double)
        -> BudgetEvent
    {
        guard outcome.weight > 0 else { return .closed(after: circuit.close(at: now)) }
        waited += time
        return .reopened(circuit.reopen(at: now, random: random))
    }
}

/// What a person wants to know about the budget.
enum BudgetEvent: Sendable, Hashable {
    /// Too many failures: nothing is sent for so long.
    case opened(Duration)
    case reopened(Duration)
    case closed(after: Duration)
    /// The server asked for it.
    case paused(Duration)
    case gaveUp(String)
}

extension Duration {
    /// `90 s`, `10 min`, `1 h 5 min`
    var inWords: String {
        let seconds = Int64((self / .seconds(1)).rounded())
        if seconds == 0, self > .zero { return "\(Int64((self / .milliseconds(1)).rounded(.up))) ms" }
        let words = StopAdvice.spelled(seconds)
        return [" 0 min", " 0 s"].first(where: words.hasSuffix).map { String(words.dropLast($0.count)) } ?? words
    }
}
