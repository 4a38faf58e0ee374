/// Notices that the server is down, and finds out with single requests when it is back.
package struct Circuit: Sendable {
    private enum Phase {
        /// Everything may pass; with the failures since the last answer.
        case closed(score: Int)
        /// Nothing passes before `next`, then one request.
        case open(next: Duration, since: Duration, failures: Int)
    }

    /// Failures without an answer in between: ten attempts without any sign of the server, fifty errors in its own words.
    static let threshold = 50
    /// Attempts of one call that count: a value that the server chokes on must not pass for an outage.
    static let attemptsPerCall = 2
    private static let firstPause = Duration.seconds(1)
    private static let longestPause = Duration.seconds(60)

    private var phase = Phase.closed(score: 0)

    package init() {}

    /// When the next request may pass; nil when all may.
    package var next: Duration? {
        if case .open(let next, _, _) = phase { next } else { nil }
    }

    package mutating func succeed() {
        if case .closed = phase { phase = .closed(score: 0) }
    }

    /// - Parameter attempt: Of its call, from 1.
    /// - Returns: The pause, when this failure opens the circuit.
    package mutating func fail(_ outcome: AttemptOutcome, attempt: Int, at now: Duration, random: Double) -> Duration? {
        guard case .closed(let score) = phase, attempt <= Self.attemptsPerCall else { return nil }
        guard score + outcome.weight >= Self.threshold else {
            phase = .closed(score: score + outcome.weight)
            return nil
        }
        return open(at: now, since: now, failures: 0, random)
    }

    /// The one request has been answered.
    ///
    /// - Returns: How long the circuit was open.
    package mutating func close(at now: Duration) -> Duration {
        guard case .open(_, let since, _) = phase else { return .zero }
        phase = .closed(score: 0)
        return now - since
    }

    /// The one request has failed too.
    package mutating func reopen(at now: Duration, random: Double) -> Duration {
        guard case .open(_, let since, let failures) = phase else { return .zero }
        return open(at: now, since: since, failures: failures + 1, random)
    }

    private mutating func open(at now: Duration, since: Duration, failures: Int, _ random: Double) -> Duration {
        let limit = min(Self.longestPause, Self.firstPause * (1 << min(failures, 10)))
        let pause = limit * (0.5 + random / 2)
        phase = .open(next: now + pause, since: since, failures: failures)
        return pause
    }
}
