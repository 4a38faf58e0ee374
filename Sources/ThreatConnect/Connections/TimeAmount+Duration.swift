internal import NIOCore

extension TimeAmount {
    /// Whole nanoseconds, limited to what the type holds.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = .nanoseconds(overflow ? .max / 2 : min(nanoseconds, .max / 2) + attoseconds / 1_000_000_000)
    }
}
