import GRDB

/// What write-back needs of the durable ledger. Every call is on disk when it returns.
package protocol Ledger: Sendable {
    func begin(_ writeBack: WriteBackRecord) throws
    /// Records what is about to be sent, and drops what is cached about its target; returns the entry's id.
    func intend(_ entry: LedgerEntry) throws -> Int64
    func settle(_ id: Int64, as state: LedgerEntry.State, remoteID: Int64?, detail: String?, at: Int) throws
    func finish(run: String, at: Int) throws
    func markUndone(_ id: Int64, at: Int) throws
    /// The write-backs of this pipeline on this instance that were begun and not finished, the latest first.
    func unfinished(pipeline: String, instance: String) throws -> [WriteBackRecord]
    /// In the order of intent; those whose outcome is unknown.
    func openEntries(run: String) throws -> [LedgerEntry]
    /// Ids of the runs that wrote, the latest first, ten at most.
    func writeBackRuns() throws -> [String]
    func writeBack(run: String) throws -> WriteBackRecord?
    /// In the order of intent.
    func entries(run: String) throws -> [LedgerEntry]
}

extension StateStore: Ledger {
    /// Does nothing for a run that was begun already.
    package func begin(_ writeBack: WriteBackRecord) throws {
        try write { db in
            try db.execute(
                sql: """
                    INSERT OR IGNORE INTO writeBack (run, pipeline, fingerprint, instance, input, startedAt)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    writeBack.run, writeBack.pipeline, writeBack.fingerprint, writeBack.instance, writeBack.input,
                    writeBack.startedAt,
                ]
            )
        }
    }

    package func intend(_ entry: LedgerEntry) throws -> Int64 {
        try write { db in
            let statement = try db.cachedStatement(
                sql: """
                    INSERT INTO ledger (run, rule, type, value, owner, operation, payload, previous, state, intendedAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            try statement.execute(arguments: [
                entry.run, entry.rule, entry.type, entry.value, entry.owner, entry.operation, entry.payload,
                entry.previous, entry.state.rawValue, entry.intendedAt,
            ])
            let id = db.lastInsertedRowID
            try forgetAnswers(aboutTargetOf: id, db)
            return id
        }
    }

    package func settle(
        _ id: Int64,
        as state: LedgerEntry.State,
        remoteID: Int64?,
        detail: String?,
        at time: Int
    ) throws {
        try write { db in
            let statement = try db.cachedStatement(
                sql: """
                    UPDATE ledger SET state = ?, remoteID = coalesce(?, remoteID), detail = ?, settledAt = ? WHERE id = ?
                    """
            )
            try statement.execute(arguments: [state.rawValue, remoteID, detail, time, id])
        }
    }

    package func finish(run: String, at time: Int) throws {
        try write { db in
            try db.execute(sql: "UPDATE writeBack SET finishedAt = ? WHERE run = ?", arguments: [time, run])
        }
    }

    package func markUndone(_ id: Int64, at time: Int) throws {
        try write { db in
            try db.execute(sql: "UPDATE ledger SET undoneAt = ? WHERE id = ?", arguments: [time, id])
            try forgetAnswers(aboutTargetOf: id, db)
        }
    }

    package func unfinished(pipeline: String, instance: String) throws -> [WriteBackRecord] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(WriteBackRecord.columns) FROM writeBack
                    WHERE finishedAt IS NULL AND pipeline = ? AND instance = ? ORDER BY startedAt DESC, run DESC
                    """,
                arguments: [pipeline, instance]
            ).map(WriteBackRecord.init(row:))
        }
    }

    package func openEntries(run: String) throws -> [LedgerEntry] {
        try read { db in
            let sql = "SELECT \(LedgerEntry.columns) FROM ledger WHERE run = ? AND state = 'intended' ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: [run]).map(LedgerEntry.init(row:))
        }
    }

    package func writeBackRuns() throws -> [String] {
        try read { db in
            try String.fetchAll(db, sql: "SELECT run FROM writeBack ORDER BY startedAt DESC, run DESC LIMIT 10")
        }
    }

    package func writeBack(run: String) throws -> WriteBackRecord? {
        try read { db in
            let sql = "SELECT \(WriteBackRecord.columns) FROM writeBack WHERE run = ?"
            return try Row.fetchOne(db, sql: sql, arguments: [run]).map(WriteBackRecord.init(row:))
        }
    }

    package func entries(run: String) throws -> [LedgerEntry] {
        try read { db in
            let sql = "SELECT \(LedgerEntry.columns) FROM ledger WHERE run = ? ORDER BY id"
            return try Row.fetchAll(db, sql: sql, arguments: [run]).map(LedgerEntry.init(row:))
        }
    }
}

extension WriteBackRecord {
    fileprivate static let columns = "run, pipeline, fingerprint, instance, input, startedAt, finishedAt"

    fileprivate init(row: Row) {
        self.init(
            run: row[0],
            pipeline: row[1],
            fingerprint: row[2],
            instance: row[3],
            input: row[4],
            startedAt: row[5]
        )
        finishedAt = row[6]
    }
}

extension LedgerEntry {
    fileprivate static let columns = """
        id, run, rule, type, value, owner, operation, payload, previous, state, remoteID, detail, intendedAt, settledAt, \
        undoneAt
        """

    fileprivate init(row: Row) {
        self.init(
            run: row[1],
            rule: row[2],
            type: row[3],
            value: row[4],
            owner: row[5],
            operation: row[6],
            payload: row[7],
            previous: row[8],
            intendedAt: row[12]
        )
        id = row[0]
        // A state of a later version reads as the one that is looked up again.
        state = State(rawValue: row[9]) ?? .intended
        remoteID = row[10]
        detail = row[11]
        settledAt = row[13]
        undoneAt = row[14]
    }
}
