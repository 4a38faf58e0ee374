import GRDB

/// Tables of the sandbox's database.
///
/// `lookup` has one row for each text under which an indicator is found: a file may have three, every other kind one.
/// The indexes of `indicator` end in its id, so that pages come newest first without sorting. Dates are UTC text, `2017-07-13T17:04:54Z`, which sorts by time.
enum SandboxSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { try $0.execute(sql: first) }
        migrator.registerMigration("v2") { db in
            try db.execute(sql: indicatorsOfAnyType)
            try db.execute(sql: attributesOfGroups)
            try db.execute(sql: groupsAndLabels)
            try db.execute(sql: countersAndBatches)
            try fillSystemTables(db)
        }
        migrator.registerMigration("v3 tags") { try $0.execute(sql: V3Schema.tags) }
        return migrator
    }

    private static let first = """
        CREATE TABLE owner (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL
        );
        CREATE TABLE indicator (
            id INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 11),
            summary TEXT NOT NULL,
            value1 TEXT, value2 TEXT, value3 TEXT,
            rating REAL,
            confidence INTEGER,
            threatAssessScore INTEGER,
            active INTEGER NOT NULL,
            dateAdded TEXT NOT NULL,
            lastModified TEXT NOT NULL,
            description TEXT,
            source TEXT,
            falsePositiveCount INTEGER NOT NULL DEFAULT 0,
            falsePositiveLastReported TEXT,
            observationCount INTEGER NOT NULL DEFAULT 0,
            lastObserved TEXT,
            size INTEGER,
            dnsActive INTEGER,
            whoisActive INTEGER
        );
        CREATE INDEX indicator_by_owner ON indicator (owner, active);
        CREATE INDEX indicator_by_kind ON indicator (owner, kind, active);
        CREATE TABLE lookup (
            kind INTEGER NOT NULL,
            key TEXT NOT NULL,
            owner INTEGER NOT NULL,
            indicator INTEGER NOT NULL,
            PRIMARY KEY (kind, key, owner)
        ) WITHOUT ROWID;
        CREATE TABLE tag (
            id INTEGER PRIMARY KEY,
            indicator INTEGER NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (indicator, name)
        );
        CREATE TABLE attribute (
            id INTEGER PRIMARY KEY,
            indicator INTEGER NOT NULL,
            type TEXT NOT NULL,
            value TEXT NOT NULL,
            displayed INTEGER NOT NULL,
            dateAdded TEXT NOT NULL,
            lastModified TEXT NOT NULL
        );
        CREATE INDEX attribute_by_indicator ON attribute (indicator);
        """
}
