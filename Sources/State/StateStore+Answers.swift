import Foundation
import GRDB
package import Observables

/// Answers of former runs. Called concurrently, also by several processes on one file.
///
/// What cannot be read back is as good as not there: callers ask again.
extension StateStore {
    /// The number under which answers with this scope are kept.
    ///
    /// - Parameter scope: Everything that answers depend on besides the value. Kept as it is, so it must hold no secret.
    /// - Throws: ``StateError``.
    package func answerScope(_ scope: String) throws -> Int64 {
        let find = "SELECT id FROM answerScope WHERE scope = ?"
        if let id = try read({ try Int64.fetchOne($0, sql: find, arguments: [scope]) }) { return id }
        return try write { db in
            try db.execute(sql: "INSERT OR IGNORE INTO answerScope (scope) VALUES (?)", arguments: [scope])
            return try Int64.fetchOne(db, sql: find, arguments: [scope]) ?? 0
        }
    }

    /// One entry per observable, in the same order, however old it is; nil where nothing readable is kept. One read transaction, in the
    /// order of the table.
    ///
    /// - Throws: ``StateError``.
    package func storedAnswers(for observables: [Observable], scope: Int64) throws -> [StoredAnswer?] {
        var answers = [StoredAnswer?](repeating: nil, count: observables.count)
        try read { db in
            let sql = "SELECT asOf, expiresAt, content FROM answer WHERE scope = ? AND kind = ? AND value = ?"
            let statement = try db.cachedStatement(sql: sql)
            for index in Self.tableOrder(observables) {
                let observable = observables[index]
                statement.setUncheckedArguments([scope, observable.kind.name, Data(observable.canonical.utf8)])
                let rows = try Row.fetchCursor(statement)
                // The row is the cursor's own: it goes with it.
                answers[index] = try withExtendedLifetime(rows) {
                    try rows.next().flatMap { Self.answer($0, to: observable) }
                }
            }
        }
        return answers
    }

    private static func tableOrder(_ observables: [Observable]) -> [Int] {
        observables.indices.sorted { left, right in
            let (left, right) = (observables[left], observables[right])
            return left.kind == right.kind ? left.canonical < right.canonical : left.kind.name < right.kind.name
        }
    }

    private static func answer(_ row: Row, to observable: Observable) -> StoredAnswer? {
        guard let asOf = Int.fromDatabaseValue(row[0]), let expiresAt = Int.fromDatabaseValue(row[1]) else {
            return nil
        }
        let indicators: [Indicator]?
        do {
            indicators = try row.withUnsafeData(atIndex: 2) { data in
                data?.withUnsafeBytes { AnswerCoding.decoded($0, of: observable, asOf: asOf) } ?? nil
            }
        } catch {
            // Not even bytes: another program's row, which is as good as none.
            return nil
        }
        return indicators.map {
            StoredAnswer(
                observable: observable,
                intelligence: Intelligence(indicators: $0),
                asOf: asOf,
                expiresAt: expiresAt
            )
        }
    }

    /// Keeps the answers in place of what was kept for their values, in one short transaction.
    ///
    /// - Throws: ``StateError``.
    package func store(_ answers: [StoredAnswer], scope: Int64) throws {
        guard !answers.isEmpty else { return }
        // Encoded before the file is locked.
        let order = Self.tableOrder(answers.map(\.observable))
        let rows = order.map { (answers[$0], Data(AnswerCoding.encoded(answers[$0]))) }
        try write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO answer (scope, kind, value, isHit, asOf, expiresAt, content)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            )
            for (answer, content) in rows {
                statement.setUncheckedArguments([
                    scope, answer.observable.kind.name, Data(answer.observable.canonical.utf8),
                    answer.intelligence != nil, answer.asOf, answer.expiresAt, content,
                ])
                try statement.execute()
            }
        }
    }
}

// MARK: Looking after them

extension StateStore {
    /// Drops, whatever the scope, what is kept about the value that a ledger entry writes to: it is about to be out of date. A file may be
    /// kept under its other hashes, which nobody knows here: all known files are dropped.
    func forgetAnswers(aboutTargetOf entry: Int64, _ db: Database) throws {
        let target = try db.cachedStatement(
            sql: """
                DELETE FROM answer WHERE (scope, kind, value) IN
                    (SELECT s.id, l.type, CAST(l.value AS BLOB) FROM answerScope s JOIN ledger l ON l.id = ?)
                """
        )
        try target.execute(arguments: [entry])
        let files = try db.cachedStatement(
            sql: """
                DELETE FROM answer WHERE kind = 'File' AND isHit
                    AND EXISTS (SELECT 1 FROM ledger WHERE id = ? AND type = 'File')
                """
        )
        try files.execute(arguments: [entry])
    }

    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``StateError``.
    package func answerStatistics(now: Int) throws -> AnswerStatistics {
        try read { db in
            let sql = """
                SELECT kind, isHit, count(*), sum(expiresAt <= ?), min(asOf), max(asOf) FROM answer
                GROUP BY kind, isHit ORDER BY kind, isHit DESC
                """
            let groups = try Row.fetchAll(db, sql: sql, arguments: [now]).map { row in
                AnswerStatistics.Group(
                    kind: row[0],
                    isHit: row[1],
                    count: row[2],
                    expired: row[3],
                    oldest: row[4],
                    newest: row[5]
                )
            }
            return AnswerStatistics(
                groups: groups,
                scopes: try Int.fetchOne(db, sql: "SELECT count(DISTINCT scope) FROM answer") ?? 0,
                bytes: try Int.fetchOne(db, sql: Self.contentBytes) ?? 0
            )
        }
    }

    /// Drops what has expired; returns how many answers that were.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: ``StateError``.
    package func pruneAnswers(now: Int) throws -> Int {
        try dropAnswers("expiresAt <= ?", [now])
    }

    /// Drops all answers; returns how many that were.
    ///
    /// - Throws: ``StateError``.
    package func clearAnswers() throws -> Int { try dropAnswers("1", []) }

    private func dropAnswers(_ condition: String, _ arguments: StatementArguments) throws -> Int {
        try write { db in
            try db.execute(sql: "DELETE FROM answer WHERE \(condition)", arguments: arguments)
            // Scopes stay: another process may be about to keep answers under their numbers.
            return db.changesCount
        }
    }

    private static let contentBytes = "SELECT coalesce(sum(length(value) + length(content)), 0) FROM answer"
}
