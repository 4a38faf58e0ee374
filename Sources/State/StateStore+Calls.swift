import GRDB

/// Calls that may be made within any stretch of time, counted over all runs and processes.
package struct CallAllowance: Sendable, Hashable {
    /// Whose: calls of one account share an allowance.
    package var account: String
    package var calls: Int
    /// Seconds.
    package var per: Int

    package init(account: String, calls: Int, per: Int) {
        self.account = account
        self.calls = calls
        self.per = per
    }

    /// The longest ``per`` that a pipeline file may name: 31 days.
    package static let longestPer = 2_678_400

    /// Another pipeline may count the calls of the account over so many seconds.
    fileprivate var remembered: Int { max(per, Self.longestPer) }

    /// Calls are remembered by slots of this many seconds, and each until the last of its slot is old enough: too long by at most a hundredth of
    /// the time over which its maker counts.
    fileprivate var slotLength: Int { max(1, per / 100) }

    /// Of all who count.
    fileprivate var longestSlot: Int { remembered / 100 }

    fileprivate func slot(at now: Int) -> Int { now - now % slotLength }
}

/// What is left of an allowance.
package enum CallGrant: Sendable, Hashable {
    /// So many calls, at least one, counted from now on.
    case granted(Int)
    /// None before this time, in seconds since 1970.
    case exhausted(until: Int)
}

extension StateStore {
    /// Takes calls from an allowance; fewer than wanted where fewer are left.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``StateError``.
    package func takeCalls(_ wanted: Int, of allowance: CallAllowance, at now: Int) throws -> CallGrant {
        // The transaction has the file before it reads: two processes cannot take the same call.
        try write { db in
            try db.execute(
                // Also what a clock that was wrong has put into the future.
                sql: "DELETE FROM calls WHERE account = ? AND (slot < ? OR slot > ?)",
                arguments: [allowance.account, now - allowance.remembered - allowance.longestSlot, now + 300]
            )
            let used = try Self.used(allowance, at: now, db)
            guard used.calls < allowance.calls else {
                return .exhausted(until: (used.firstEnd ?? now) + allowance.per)
            }
            let granted = min(max(1, wanted), allowance.calls - used.calls)
            try Self.add(granted, allowance, at: now, db)
            return .granted(granted)
        }
    }

    /// Returns calls that were taken and not made.
    ///
    /// - Parameter time: When they were taken: later ones may be those of another process.
    /// - Throws: ``StateError``.
    package func returnCalls(_ calls: Int, of allowance: CallAllowance, takenAt time: Int) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE calls SET calls = max(0, calls - ?) WHERE account = ? AND slot = ?",
                arguments: [calls, allowance.account, allowance.slot(at: time)]
            )
        }
    }

    /// Those within the stretch of time that ends now, and where the first slot of them ends.
    private static func used(_ allowance: CallAllowance, at now: Int, _ db: Database) throws
        -> (calls: Int, firstEnd: Int?)
    {
        let start = now - allowance.per
        let row = try Row.fetchOne(
            db,
            // The bound of `slot` follows from that of its end; with it the key is of use.
            sql: """
                SELECT coalesce(sum(calls), 0), min(slot + length) FROM calls
                WHERE account = ? AND slot >= ? AND slot + length > ? AND calls > 0
                """,
            arguments: [allowance.account, start - allowance.longestSlot, start]
        )
        return row.map { ($0[0], $0[1]) } ?? (0, nil)
    }

    private static func add(_ calls: Int, _ allowance: CallAllowance, at now: Int, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO calls (account, slot, calls, length) VALUES (?, ?, ?, ?)
                ON CONFLICT (account, slot)
                DO UPDATE SET calls = calls + excluded.calls, length = max(length, excluded.length)
                """,
            arguments: [allowance.account, allowance.slot(at: now), calls, allowance.slotLength]
        )
    }
}
