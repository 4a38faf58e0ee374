import Foundation
import GRDB

extension StateStore {
    /// Adds a run to the history, or replaces what was recorded under its id.
    ///
    /// - Throws: ``StateError``.
    package func recordRun(_ run: RunRecord) throws {
        try write { db in
            let marks = Array(repeating: "?", count: Self.columns.count).joined(separator: ", ")
            let sql = "INSERT OR REPLACE INTO run (\(Self.columns.joined(separator: ", "))) VALUES (\(marks))"
            try db.cachedStatement(sql: sql).execute(arguments: [
                run.id, run.name, run.pipelineFile,
                run.startedAt.timeIntervalSince1970, run.finishedAt?.timeIntervalSince1970, run.exitStatus,
                run.records, run.observables, run.hits, run.absent, run.skipped, run.failed, run.rejected,
                String(decoding: JSONEncoder().encode(run.outputs), as: UTF8.self),
            ])
        }
    }

    /// The latest runs, newest first.
    ///
    /// - Throws: ``StateError``.
    package func runs(limit: Int = 20) throws -> [RunRecord] {
        try read { db in
            let sql = "SELECT \(Self.columns.joined(separator: ", ")) FROM run ORDER BY startedAt DESC, id LIMIT ?"
            return try Row.fetchAll(db, sql: sql, arguments: [max(0, limit)]).map { try RunRecord(row: $0) }
        }
    }

    /// The run with this id; nil when the history has none.
    ///
    /// - Throws: ``StateError``.
    package func run(id: String) throws -> RunRecord? {
        try read { db in
            let sql = "SELECT \(Self.columns.joined(separator: ", ")) FROM run WHERE id = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [id]).map { try RunRecord(row: $0) }
        }
    }

    private static let columns = [
        "id", "name", "pipelineFile", "startedAt", "finishedAt", "exitStatus", "records", "observables", "hits",
        "absent", "skipped", "failed", "rejected", "outputs",
    ]
}

extension RunRecord {
    /// - Parameter row: Has the columns in the order in which they are written.
    fileprivate init(row: Row) throws {
        self.init(
            id: row[0],
            name: row[1],
            pipelineFile: row[2],
            startedAt: Date(timeIntervalSince1970: row[3])
        )
        finishedAt = (row[4] as Double?).map(Date.init(timeIntervalSince1970:))
        exitStatus = row[5]
        records = row[6]
        observables = row[7]
        hits = row[8]
        absent = row[9]
        skipped = row[10]
        failed = row[11]
        rejected = row[12]
        outputs = try JSONDecoder().decode([String].self, from: Data((row[13] as String).utf8))
    }
}
