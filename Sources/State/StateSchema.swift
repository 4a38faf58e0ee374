import GRDB

/// Tables of the state file. A migration that was released is never changed; a new one is added below it.
enum StateSchema {
    /// `PRAGMA application_id`, "tcen" in ASCII: tells a state file from other SQLite files. Set
    /// before there is any table.
    static let applicationID: Int32 = 0x7463_656E

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs") { try $0.execute(sql: runs) }
        migrator.registerMigration("ledger") { try $0.execute(sql: ledger) }
        migrator.registerMigration("input of write-back") { try $0.execute(sql: inputOfWriteBack) }
        migrator.registerMigration("progress") { try $0.execute(sql: progress) }
        migrator.registerMigration("answers") { try $0.execute(sql: answers) }
        migrator.registerMigration("calls") { try $0.execute(sql: calls) }
        migrator.registerMigration("length of slots") { try $0.execute(sql: lengthOfSlots) }
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

    /// `payload`, `previous` and `undo` are JSON in the ledger's own words; `owner` is empty for the API user's own organisation.
    private static let ledger = """
        CREATE TABLE writeBack (
            run TEXT PRIMARY KEY,
            pipeline TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            instance TEXT NOT NULL,
            startedAt INTEGER NOT NULL,
            finishedAt INTEGER
        );
        CREATE INDEX writeBack_open ON writeBack (pipeline, instance) WHERE finishedAt IS NULL;
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run TEXT NOT NULL REFERENCES writeBack (run),
            rule TEXT NOT NULL,
            type TEXT NOT NULL,
            value TEXT NOT NULL,
            owner TEXT NOT NULL,
            operation TEXT NOT NULL,
            payload TEXT NOT NULL,
            previous TEXT NOT NULL,
            state TEXT NOT NULL,
            remoteID INTEGER,
            detail TEXT,
            intendedAt INTEGER NOT NULL,
            settledAt INTEGER,
            undoneAt INTEGER
        );
        CREATE INDEX ledger_by_run ON ledger (run, id);
        """

    private static let inputOfWriteBack = """
        ALTER TABLE writeBack ADD COLUMN input TEXT NOT NULL DEFAULT '';
        CREATE INDEX ledger_open ON ledger (run) WHERE state = 'intended';
        """

    /// Answers are kept as long as their run can be continued or retried. `value` is no TEXT: that would end at a zero byte.
    private static let progress = """
        CREATE TABLE progress (
            run TEXT PRIMARY KEY,
            pipeline TEXT NOT NULL,
            pipelineFile TEXT NOT NULL,
            startedAt INTEGER NOT NULL,
            fixedTime INTEGER,
            identity TEXT NOT NULL,
            standing TEXT NOT NULL,
            records INTEGER NOT NULL,
            outputs TEXT NOT NULL,
            requests INTEGER NOT NULL
        );
        CREATE TABLE runAnswer (
            run TEXT NOT NULL,
            kind TEXT NOT NULL,
            value BLOB NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (run, kind, value)
        ) WITHOUT ROWID;
        """

    /// `scope` says whom the answer was given by, to whom, and for which owners and members; `kind` is ThreatConnect's type name. `value`
    /// is no TEXT: that would end at a zero byte, and two values would share an answer. Clustered by the key, so that sorted keys are
    /// found side by side.
    private static let answers = """
        CREATE TABLE answerScope (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            scope TEXT NOT NULL UNIQUE
        );
        CREATE TABLE answer (
            scope INTEGER NOT NULL REFERENCES answerScope (id),
            kind TEXT NOT NULL,
            value BLOB NOT NULL,
            isHit INTEGER NOT NULL,
            asOf INTEGER NOT NULL,
            expiresAt INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (scope, kind, value)
        ) WITHOUT ROWID;
        CREATE INDEX answer_of_file ON answer (scope) WHERE kind = 'File' AND isHit;
        """

    /// Calls to ThreatConnect by the time they were taken, `slot` in seconds since 1970, for quotas. `account` says whose quota it is.
    private static let calls = """
        CREATE TABLE calls (
            account TEXT NOT NULL,
            slot INTEGER NOT NULL,
            calls INTEGER NOT NULL,
            PRIMARY KEY (account, slot)
        ) WITHOUT ROWID;
        """

    /// In seconds: quotas over different stretches of time have slots of different lengths and count each other's calls.
    private static let lengthOfSlots = """
        ALTER TABLE calls ADD COLUMN length INTEGER NOT NULL DEFAULT 1;
        """
}
