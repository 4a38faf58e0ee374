/// Spreads requests evenly: one per interval.
package struct Pace: Sendable {
    /// nil does not limit.
    package let interval: Duration?
    private var next: Duration?

    /// A sleep ends late by about as much; the requests after it make up for that, otherwise the limit could not be reached.
    private static let slack = Duration.milliseconds(20)

    package init(interval: Duration?) { self.interval = interval }

    /// - Returns: The wait before the request may go; nil when it goes now.
    package mutating func turn(at now: Duration) -> Duration? {
        guard let interval else { return nil }
        if let next, next > now { return next - now }
        next = max(next ?? now, now - Self.slack) + interval
        return nil
    }
}
