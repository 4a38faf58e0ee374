import GRDB

/// One row of the `batch` table.
struct StoredBatch: Sendable {
    let id: Int64
    let owner: Int64
    /// The JSON that created it.
    let config: String
    /// `Created` or `Completed`: batches are processed at once.
    let status: String
    let successCount: Int
    let errorCount: Int
    let unprocessCount: Int
}

/// One row of the `batchError` table.
struct StoredBatchProblem: Sendable {
    let code: String
    let severity: String
    let reason: String
    let source: String
}

extension StoreSession {
    /// - Throws: ``Refusal/notFound``.
    func batch(_ id: Int64) throws -> StoredBatch {
        let sql = "SELECT id, owner, config, status, successCount, errorCount, unprocessCount FROM batch WHERE id = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [id]) else { throw Refusal.notFound }
        return StoredBatch(
            id: row[0],
            owner: row[1],
            config: row[2],
            status: row[3],
            successCount: row[4],
            errorCount: row[5],
            unprocessCount: row[6]
        )
    }

    func batchProblems(_ batch: Int64) throws -> [StoredBatchProblem] {
        let sql = "SELECT code, severity, errorReason, errorMessage FROM batchError WHERE batch = ? ORDER BY id"
        return try Row.fetchAll(db, sql: sql, arguments: [batch]).map { row in
            StoredBatchProblem(code: row[0], severity: row[1], reason: row[2], source: row[3])
        }
    }

    func finish(_ id: Int64, _ job: BatchJob) throws {
        try db.execute(
            sql: """
                UPDATE batch SET status = 'Completed', successCount = ?, errorCount = ?, unprocessCount = ?
                WHERE id = ?
                """,
            arguments: [job.successCount, job.errorCount, job.unprocessedCount, id]
        )
        for problem in job.problems {
            try db.execute(
                sql: """
                    INSERT INTO batchError (batch, code, severity, errorReason, errorMessage) VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [id, problem.code.rawValue, problem.severity, problem.reason, problem.source]
            )
        }
    }
}
