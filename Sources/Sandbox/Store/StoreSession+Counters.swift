import GRDB

extension StoreSession {
    /// Counts one report of this user and day; a second one on the same day changes nothing.
    ///
    /// Returns the number of reports of all users, and when the last one was made.
    func reportFalsePositive(_ indicator: Int64) throws -> (count: Int, lastReported: String) {
        try db.execute(
            sql: "INSERT OR IGNORE INTO falsePositive (indicator, user, day) VALUES (?, ?, ?)",
            arguments: [indicator, user, today]
        )
        if db.changesCount > 0 {
            try db.execute(
                sql: """
                    UPDATE indicator SET falsePositiveCount = falsePositiveCount + 1, falsePositiveLastReported = ?
                    WHERE id = ?
                    """,
                arguments: [now, indicator]
            )
        }
        let sql = "SELECT falsePositiveCount, falsePositiveLastReported FROM indicator WHERE id = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [indicator]) else { throw Refusal.notFound }
        return (row[0], row[1] ?? now)
    }

    /// Adds to the count of this user and of a day; the day is today unless given.
    ///
    /// - Parameter date: UTC text, as ``now``.
    func addObservations(_ count: Int, to indicator: Int64, date: String? = nil) throws {
        let date = date ?? now
        try db.execute(
            sql: """
                INSERT INTO observation (indicator, day, count, user) VALUES (?, ?, ?, ?)
                ON CONFLICT (indicator, day, user) DO UPDATE SET count = count + excluded.count
                """,
            arguments: [indicator, String(date.prefix(10)), count, user]
        )
        try db.execute(
            sql: """
                UPDATE indicator SET observationCount = observationCount + ?,
                    lastObserved = max(coalesce(lastObserved, ''), ?) WHERE id = ?
                """,
            arguments: [count, date, indicator]
        )
    }

    /// The days on which this user reported the indicator, newest first.
    func falsePositiveDays(_ indicator: Int64, user: String) throws -> [String] {
        let sql = "SELECT day FROM falsePositive WHERE indicator = ? AND user = ? ORDER BY day DESC"
        return try String.fetchAll(db, sql: sql, arguments: [indicator, user])
    }

    /// Counts by day, newest first.
    func observations(_ indicator: Int64) throws -> [(day: String, count: Int)] {
        let sql = "SELECT day, sum(count) FROM observation WHERE indicator = ? GROUP BY day ORDER BY day DESC"
        return try Row.fetchAll(db, sql: sql, arguments: [indicator]).map { ($0[0], $0[1]) }
    }
}
