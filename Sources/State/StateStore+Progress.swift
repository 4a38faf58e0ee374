import Foundation
import GRDB
package import Observables

/// What a run needs to be continued after its process has ended. Every call is on disk when it returns.
package protocol RunJournal: Sendable {
    /// Begins a run, in place of what was kept under its id.
    func begin(_ progress: ProgressRecord) throws
    /// Keeps the progress together with the answers that led to it.
    func save(_ progress: ProgressRecord, _ answers: [JournaledAnswer]) throws
    /// The answers of a run, one per observable; nil where it has none.
    func journaledAnswers(for observables: [Observable], run: String) throws -> [JournaledAnswer?]
    /// The unfinished runs of a pipeline, the latest first.
    func unfinishedProgress(pipeline: String) throws -> [ProgressRecord]
    func progress(run: String) throws -> ProgressRecord?
    /// Forgets the run and its answers.
    func drop(run: String) throws
    /// Forgets the complete runs of a pipeline that began before a time, in seconds since 1970.
    func dropRetryable(pipeline: String, before: Int) throws
}

extension StateStore: RunJournal {
    package func begin(_ progress: ProgressRecord) throws {
        try write { db in
            try Self.drop(progress.run, db)
            try Self.put(progress, db)
        }
    }

    package func save(_ progress: ProgressRecord, _ answers: [JournaledAnswer]) throws {
        // Encoded before the file is locked.
        let rows = answers.map { ($0.observable, Data(JournalCoding.encoded($0))) }
        try write { db in
            try Self.put(progress, db)
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO runAnswer (run, kind, value, content) VALUES (?, ?, ?, ?)"
            )
            for (observable, content) in rows {
                try statement.execute(arguments: [
                    progress.run, observable.kind.name, Data(observable.canonical.utf8), content,
                ])
            }
        }
    }

    package func journaledAnswers(for observables: [Observable], run: String) throws -> [JournaledAnswer?] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT content FROM runAnswer WHERE run = ? AND kind = ? AND value = ?"
            )
            return try observables.map { observable in
                let content = try Data.fetchOne(
                    statement,
                    arguments: [run, observable.kind.name, Data(observable.canonical.utf8)]
                )
                return content.flatMap { $0.withUnsafeBytes { JournalCoding.decoded($0, of: observable) } }
            }
        }
    }

    package func unfinishedProgress(pipeline: String) throws -> [ProgressRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(ProgressRecord.columns) FROM progress
                    WHERE pipeline = ? AND standing = 'unfinished' ORDER BY startedAt DESC, run DESC
                    """,
                arguments: [pipeline]
            ).map(ProgressRecord.init(row:))
        }
    }

    package func progress(run: String) throws -> ProgressRecord? {
        try read { db in
            let sql = "SELECT \(ProgressRecord.columns) FROM progress WHERE run = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [run]).map(ProgressRecord.init(row:))
        }
    }

    package func drop(run: String) throws {
        try write { try Self.drop(run, $0) }
    }

    package func dropRetryable(pipeline: String, before time: Int) throws {
        try write { db in
            let runs = try String.fetchAll(
                db,
                sql: "SELECT run FROM progress WHERE pipeline = ? AND standing = 'retryable' AND startedAt < ?",
                arguments: [pipeline, time]
            )
            for run in runs { try Self.drop(run, db) }
        }
    }

    private static func drop(_ run: String, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM runAnswer WHERE run = ?", arguments: [run])
        try db.execute(sql: "DELETE FROM progress WHERE run = ?", arguments: [run])
    }

    private static func put(_ progress: ProgressRecord, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO progress (\(ProgressRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            progress.run, progress.pipeline, progress.pipelineFile, progress.startedAt, progress.fixedTime,
            progress.identity, progress.standing.rawValue, progress.records, progress.outputs, progress.requests,
        ])
    }
}

extension ProgressRecord {
    fileprivate static let columns =
        "run, pipeline, pipelineFile, startedAt, fixedTime, identity, standing, records, outputs, requests"

    fileprivate init(row: Row) {
        self.init(
            run: row[0],
            pipeline: row[1],
            pipelineFile: row[2],
            startedAt: row[3],
            fixedTime: row[4],
            identity: row[5]
        )
        // A standing of a later version is none that this one could go on with.
        standing = Standing(rawValue: row[6]) ?? .retryable
        records = row[7]
        outputs = row[8]
        requests = row[9]
    }
}
