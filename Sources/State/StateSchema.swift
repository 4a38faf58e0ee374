import GRDB

/// Tables of the state file. A migration that was released is never changed; a new one is added below it.
enum StateSchema {
    /// `PRAGMA application_id`, "tcen" in ASCII: tells a state file from other SQLite files. Set
    /// before there is any table.
    static let applicationID: Int32 = 0x7463_656E

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs") { try $0.execute(sql: runs) }
        return migrator
    }

    private static let runs = """
        CREATE TABLE run (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            pipelineFile TEXT NOT NULL,
            startedAt REAL NOT NULL,
            finishedAt REAL,
            exitStatus INTEGER,
            records INTEGER NOT NULL,
            observables INTEGER NOT NULL,
            hits INTEGER NOT NULL,
            absent INTEGER NOT NULL,
            skipped INTEGER NOT NULL,
            failed INTEGER NOT NULL,
            rejected INTEGER NOT NULL,
            outputs TEXT NOT NULL
        );
        CREATE INDEX run_by_start ON run (startedAt);
        """
}
