package import Observables

/// What ThreatConnect said about one value, as the cache keeps it. There is nothing to keep of a failure.
package struct StoredAnswer: Sendable, Hashable {
    package var observable: Observable
    /// nil: no owner that was asked held a copy.
    package var intelligence: Intelligence?
    /// When it was asked, in seconds since 1970.
    package var asOf: Int
    /// When pruning may drop it, in seconds since 1970.
    package var expiresAt: Int

    package init(observable: Observable, intelligence: Intelligence?, asOf: Int, expiresAt: Int) {
        self.observable = observable
        self.intelligence = intelligence
        self.asOf = asOf
        self.expiresAt = expiresAt
    }
}

/// What the cache of a state file holds.
package struct AnswerStatistics: Sendable, Hashable {
    /// One kind of observable in one state.
    package struct Group: Sendable, Hashable {
        /// ThreatConnect's type name.
        package var kind: String
        package var isHit: Bool
        package var count: Int
        /// Those that pruning would drop.
        package var expired: Int
        /// When the oldest was asked, in seconds since 1970.
        package var oldest: Int
        package var newest: Int
    }

    /// By kind, hits first.
    package var groups: [Group]
    /// Instances, users, owners and options that answers are kept apart for.
    package var scopes: Int
    /// Of values and answers. The file is larger: pages and other tables.
    package var bytes: Int

    package var count: Int { groups.reduce(0) { $0 + $1.count } }
}
