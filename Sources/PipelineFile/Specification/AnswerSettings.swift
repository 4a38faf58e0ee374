/// How long answers of this run serve later runs.
package struct CacheSettings: Sendable, Hashable {
    package var hit: Duration
    package var absent: Duration

    package init(hit: Duration, absent: Duration) {
        self.hit = hit
        self.absent = absent
    }
}

/// How strategy `query` packs values.
package struct QuerySettings: Sendable, Hashable {
    /// Limit for one request: for its request line as it goes on the wire, or for its body.
    package var maxRequestBytes: Int
    /// The query travels as the body of a GET, which not every instance and proxy accepts.
    package var usesBody: Bool
    /// How long a pack that is not full waits for more values.
    package var linger: Duration
    package var includesInactive: Bool

    package init(
        maxRequestBytes: Int = 2000,
        usesBody: Bool = false,
        linger: Duration = .milliseconds(50),
        includesInactive: Bool = false
    ) {
        self.maxRequestBytes = maxRequestBytes
        self.usesBody = usesBody
        self.linger = linger
        self.includesInactive = includesInactive
    }
}
