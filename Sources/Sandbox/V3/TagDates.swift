import GRDB

/// When each tag was used last, as long as nothing is written: finding that out means to look at everything that has the tag.
final class TagDates: Sendable {
    private struct Known {
        /// Rows changed on the connection when the dates were found.
        var changes: Int
        var dates: [String: String?] = [:]
    }

    private let known = Locked(Known(changes: 0))

    /// - Parameters:
    ///   - db: The only connection to its database.
    ///   - find: Finds the date where it is not known.
    func date(of name: String, _ db: Database, _ find: () throws -> String?) rethrows -> String? {
        let changes = db.totalChangesCount
        if let date = known.withLock({ $0.changes == changes ? $0.dates[name] : nil }) { return date }
        let date = try find()
        known.withLock { known in
            if known.changes != changes { known = Known(changes: changes) }
            known.dates[name] = .some(date)
        }
        return date
    }
}
