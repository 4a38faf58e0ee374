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

    /// Calls are remembered by slots of this many seconds, and each until the last of its slot is old enough: at most a hundredth too long.
    fileprivate var slotLength: Int { max(1, per / 100) }

    fileprivate func slot(at now: Int) -> Int { now - now % slotLength }

    /// Slots from here on count.
    fileprivate func firstSlot(at now: Int) -> Int { now - per - slotLength + 1 }
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
            let first = allowance.firstSlot(at: now)
            try db.execute(
                // Also what a clock that was wrong has put into the future.
                sql: "DELETE FROM calls WHERE account = ? AND (slot < ? OR slot > ?)",
                arguments: [allowance.account, first, now + 300]
            )
            let used = try Self.used(allowance, db)
            guard used < allowance.calls else {
                let oldest = try Int.fetchOne(
                    db,
                    sql: "SELECT min(slot) FROM calls WHERE account = ? AND calls > 0",
                    arguments: [allowance.account]
                )
                return .exhausted(until: (oldest ?? now) + allowance.per + allowance.slotLength)
            }
            let granted = min(max(1, wanted), allowance.calls - used)
            try Self.add(granted, allowance, at: now, db)
            return .granted(granted)
        }
    }

    /// Returns calls that were taken and not made.
    ///
    /// - Throws: ``StateError``.
    package func returnCalls(_ calls: Int, of allowance: CallAllowance, at now: Int) throws {
        try write { db in
            var rest = calls
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT slot, calls FROM calls WHERE account = ? ORDER BY slot DESC",
                arguments: [allowance.account]
            )
            for row in rows where rest > 0 {
                let (slot, taken): (Int, Int) = (row[0], row[1])
                try db.execute(
                    sql: "UPDATE calls SET calls = ? WHERE account = ? AND slot = ?",
                    arguments: [taken - min(taken, rest), allowance.account, slot]
                )
                rest -= min(taken, rest)
            }
        }
    }

    private static func used(_ allowance: CallAllowance, _ db: Database) throws -> Int {
        let sql = "SELECT coalesce(sum(calls), 0) FROM calls WHERE account = ?"
        return try Int.fetchOne(db, sql: sql, arguments: [allowance.account]) ?? 0
    }

    private static func add(_ calls: Int, _ allowance: CallAllowance, at now: Int, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO calls (account, slot, calls) VALUES (?, ?, ?)
                ON CONFLICT (account, slot) DO UPDATE SET calls = calls + excluded.calls
                """,
            arguments: [allowance.account, allowance.slot(at: now), calls]
        )
    }
}
