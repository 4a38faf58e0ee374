/// When to try again, and how long to wait before.
package struct RetryPolicy: Sendable, Hashable {
    /// The first attempt included.
    package var maxAttempts: Int

    /// Upper limit of the wait after the first attempt.
    private static let firstLimit = Duration.milliseconds(500)
    /// Upper limit of any computed wait.
    private static let maxLimit = Duration.seconds(30)

    package init(maxAttempts: Int) { self.maxAttempts = max(1, maxAttempts) }

    /// The wait is drawn evenly from zero to a limit that doubles with each attempt ("full jitter"), so that
    /// calls that failed together do not return together.
    ///
    /// - Parameters:
    ///   - attempt: Attempts made so far, at least 1.
    ///   - random: 0..<1.
    package static func backoff(afterAttempt attempt: Int, random: Double) -> Duration {
        let doublings = min(max(0, attempt - 1), 30)
        return min(maxLimit, firstLimit * (1 << doublings)) * random
    }

    /// The wait that a `Retry-After` header asks for (RFC 9110, section 10.2.3): seconds or a date. Nil when there is
    /// none, when it is unreadable or in the past.
    package static func retryAfter(_ response: APIResponse, unixTime: Int64) -> Duration? {
        guard let text = response.header("Retry-After") else { return nil }
        if let seconds = Int64(text.filter { $0 != " " }) { return wait(seconds) }
        return HTTPDate.unixTime(text).flatMap { wait($0 - unixTime) }
    }

    private static func wait(_ seconds: Int64) -> Duration? {
        seconds > 0 ? .seconds(min(seconds, 1 << 31)) : nil
    }
}
