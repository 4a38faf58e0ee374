import GRDB

/// Tables of the sandbox's database.
///
/// `lookup` has one row for each text under which an indicator is found: a file may have three, every other kind one.
/// The indexes of `indicator` end in its id, so that pages come newest first without sorting. Dates are UTC text, `2017-07-13T17:04:54Z`, which sorts by time.
enum SandboxSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("v1") { try $0.execute(sql: first) }
        migrator.registerMigration("v2") { try $0.execute(sql: second) }
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

    private static let second = """
        ALTER TABLE indicator ADD COLUMN activeLocked INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE indicator ADD COLUMN privateFlag INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE indicator ADD COLUMN externalDateAdded TEXT;
        ALTER TABLE indicator ADD COLUMN externalDateExpires TEXT;
        ALTER TABLE indicator ADD COLUMN externalLastModified TEXT;
        ALTER TABLE indicator ADD COLUMN firstSeen TEXT;
        ALTER TABLE indicator ADD COLUMN lastSeen TEXT;
        DROP INDEX attribute_by_indicator;
        ALTER TABLE attribute RENAME TO oldAttribute;
        CREATE TABLE attribute (
            id INTEGER PRIMARY KEY,
            indicator INTEGER,
            "group" INTEGER,
            type TEXT NOT NULL,
            value TEXT NOT NULL,
            displayed INTEGER NOT NULL,
            source TEXT,
            pinned INTEGER NOT NULL DEFAULT 0,
            dateAdded TEXT NOT NULL,
            lastModified TEXT NOT NULL
        );
        INSERT INTO attribute (id, indicator, type, value, displayed, dateAdded, lastModified)
            SELECT id, indicator, type, value, displayed, dateAdded, lastModified FROM oldAttribute;
        DROP TABLE oldAttribute;
        CREATE INDEX attribute_by_indicator ON attribute (indicator);
        CREATE INDEX attribute_by_group ON attribute ("group");
        CREATE TABLE groupItem (
            id INTEGER PRIMARY KEY, owner INTEGER, type TEXT, name TEXT, eventDate TEXT, status TEXT, xid TEXT,
            dateAdded TEXT, lastModified TEXT
        );
        CREATE TABLE association (indicator INTEGER, "group" INTEGER, PRIMARY KEY (indicator, "group"));
        CREATE TABLE groupTag (id INTEGER PRIMARY KEY, "group" INTEGER, name TEXT, UNIQUE ("group", name));
        CREATE TABLE indicatorAssociation (a INTEGER, b INTEGER, PRIMARY KEY (a, b));
        CREATE TABLE label (id INTEGER PRIMARY KEY, name TEXT UNIQUE, description TEXT, color TEXT, dateAdded TEXT);
        INSERT INTO label (name, description, color, dateAdded) VALUES
            ('TLP:RED', 'Not for disclosure', 'FF2B2B', '2026-01-01T00:00:00Z'),
            ('TLP:AMBER', 'Limited disclosure', 'FFC000', '2026-01-01T00:00:00Z'),
            ('TLP:AMBER+STRICT', 'Limited disclosure', 'FFC000', '2026-01-01T00:00:00Z'),
            ('TLP:GREEN', 'Community', '33FF00', '2026-01-01T00:00:00Z'),
            ('TLP:CLEAR', 'No limit', 'FFFFFF', '2026-01-01T00:00:00Z'),
            ('TLP:WHITE', 'No limit', 'FFFFFF', '2026-01-01T00:00:00Z');
        CREATE TABLE indicatorLabel (indicator INTEGER, label INTEGER, PRIMARY KEY (indicator, label));
        CREATE TABLE attributeLabel (attribute INTEGER, label INTEGER, PRIMARY KEY (attribute, label));
        CREATE TABLE groupLabel ("group" INTEGER, label INTEGER, PRIMARY KEY ("group", label));
        CREATE TABLE attributeType (
            id INTEGER PRIMARY KEY, name TEXT UNIQUE, description TEXT, maxSize INTEGER, allowMarkdown INTEGER,
            errorMessage TEXT, validationText TEXT
        );
        INSERT INTO attributeType (name, description, maxSize, allowMarkdown, errorMessage, validationText) VALUES
            ('Description', 'What it is', 65535, 1, NULL, NULL),
            ('Source', 'Where it is from', 65535, 1, NULL, NULL),
            ('Additional Analysis and Context', 'Analysis', 65535, 1, NULL, NULL),
            ('Course of Action Recommendation', 'What to do', 65535, 1, NULL, NULL),
            ('Confidence Rating Justification', 'Why', 65535, 1, NULL, NULL),
            ('Phase of Intrusion', 'Phase', 100, 0, NULL,
                'Reconnaissance;Weaponization;Delivery;Exploitation;Installation;C2;Actions on Objectives'),
            ('External ID', 'Id elsewhere', 100, 0, NULL, NULL);
        CREATE TABLE falsePositive (indicator INTEGER, user TEXT, day TEXT, PRIMARY KEY (indicator, user, day));
        CREATE TABLE observation (indicator INTEGER, day TEXT, count INTEGER, user TEXT);
        CREATE TABLE fileOccurrence (id INTEGER PRIMARY KEY, indicator INTEGER, fileName TEXT, path TEXT, date TEXT);
        CREATE TABLE deleted (id INTEGER PRIMARY KEY, owner INTEGER, kind INTEGER, summary TEXT, dateAdded TEXT);
        """
}
