import GRDB

/// The second version of the schema: groups, labels, counters by user, batches and types beyond the twelve.
///
/// An attribute belongs to an indicator or to a group, never to both. Days are `2017-07-13`.
extension SandboxSchema {
    /// Rebuilds the table, because SQLite cannot take back the first version's limit of `kind` to the twelve.
    static let indicatorsOfAnyType = """
        CREATE TABLE indicatorOfAnyType (
            id INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            kind INTEGER NOT NULL CHECK (kind >= 0),
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
            whoisActive INTEGER,
            activeLocked INTEGER NOT NULL DEFAULT 0,
            privateFlag INTEGER NOT NULL DEFAULT 0,
            externalDateAdded TEXT,
            externalDateExpires TEXT,
            externalLastModified TEXT,
            firstSeen TEXT,
            lastSeen TEXT
        );
        INSERT INTO indicatorOfAnyType (id, owner, kind, summary, value1, value2, value3, rating, confidence,
            threatAssessScore, active, dateAdded, lastModified, description, source, falsePositiveCount,
            falsePositiveLastReported, observationCount, lastObserved, size, dnsActive, whoisActive)
        SELECT id, owner, kind, summary, value1, value2, value3, rating, confidence,
            threatAssessScore, active, dateAdded, lastModified, description, source, falsePositiveCount,
            falsePositiveLastReported, observationCount, lastObserved, size, dnsActive, whoisActive FROM indicator;
        DROP TABLE indicator;
        ALTER TABLE indicatorOfAnyType RENAME TO indicator;
        CREATE INDEX indicator_by_owner ON indicator (owner, active);
        CREATE INDEX indicator_by_kind ON indicator (owner, kind, active);
        CREATE TABLE customType (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            labels TEXT NOT NULL,
            casePreference TEXT NOT NULL,
            branch TEXT NOT NULL UNIQUE,
            entity TEXT NOT NULL
        );
        """

    static let attributesOfGroups = """
        CREATE TABLE attributeOfAny (
            id INTEGER PRIMARY KEY,
            indicator INTEGER,
            "group" INTEGER,
            type TEXT NOT NULL,
            value TEXT NOT NULL,
            displayed INTEGER NOT NULL,
            dateAdded TEXT NOT NULL,
            lastModified TEXT NOT NULL,
            source TEXT,
            pinned INTEGER NOT NULL DEFAULT 0
        );
        INSERT INTO attributeOfAny (id, indicator, type, value, displayed, dateAdded, lastModified)
        SELECT id, indicator, type, value, displayed, dateAdded, lastModified FROM attribute;
        DROP TABLE attribute;
        ALTER TABLE attributeOfAny RENAME TO attribute;
        CREATE INDEX attribute_by_indicator ON attribute (indicator) WHERE indicator IS NOT NULL;
        CREATE INDEX attribute_by_group ON attribute ("group") WHERE "group" IS NOT NULL;
        CREATE TABLE attributeType (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            description TEXT,
            maxSize INTEGER,
            allowMarkdown INTEGER NOT NULL DEFAULT 0,
            errorMessage TEXT,
            validationText TEXT
        );
        """

    static let groupsAndLabels = """
        CREATE TABLE groupItem (
            id INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            type TEXT NOT NULL,
            name TEXT NOT NULL,
            eventDate TEXT,
            status TEXT,
            xid TEXT,
            dateAdded TEXT NOT NULL,
            lastModified TEXT NOT NULL,
            more TEXT NOT NULL DEFAULT '{}'
        );
        CREATE INDEX groupItem_by_owner ON groupItem (owner, type);
        CREATE INDEX groupItem_by_xid ON groupItem (xid) WHERE xid IS NOT NULL;
        CREATE TABLE association (
            indicator INTEGER NOT NULL,
            "group" INTEGER NOT NULL,
            PRIMARY KEY (indicator, "group")
        ) WITHOUT ROWID;
        CREATE INDEX association_by_group ON association ("group", indicator);
        CREATE TABLE indicatorAssociation (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE INDEX indicatorAssociation_by_b ON indicatorAssociation (b, a);
        CREATE TABLE groupAssociation (a INTEGER NOT NULL, b INTEGER NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
        CREATE INDEX groupAssociation_by_b ON groupAssociation (b, a);
        CREATE TABLE groupTag (
            id INTEGER PRIMARY KEY,
            "group" INTEGER NOT NULL,
            name TEXT NOT NULL,
            UNIQUE ("group", name)
        );
        CREATE INDEX tag_by_name ON tag (name);
        CREATE INDEX groupTag_by_name ON groupTag (name);
        CREATE TABLE label (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            description TEXT,
            color TEXT,
            dateAdded TEXT NOT NULL
        );
        CREATE TABLE indicatorLabel (
            indicator INTEGER NOT NULL, label INTEGER NOT NULL, PRIMARY KEY (indicator, label)
        ) WITHOUT ROWID;
        CREATE TABLE groupLabel (
            "group" INTEGER NOT NULL, label INTEGER NOT NULL, PRIMARY KEY ("group", label)
        ) WITHOUT ROWID;
        CREATE TABLE attributeLabel (
            attribute INTEGER NOT NULL, label INTEGER NOT NULL, PRIMARY KEY (attribute, label)
        ) WITHOUT ROWID;
        """

    static let countersAndBatches = """
        CREATE TABLE falsePositive (
            indicator INTEGER NOT NULL, user TEXT NOT NULL, day TEXT NOT NULL, PRIMARY KEY (indicator, user, day)
        ) WITHOUT ROWID;
        CREATE TABLE observation (
            indicator INTEGER NOT NULL, day TEXT NOT NULL, count INTEGER NOT NULL, user TEXT NOT NULL,
            PRIMARY KEY (indicator, day, user)
        ) WITHOUT ROWID;
        CREATE TABLE fileOccurrence (
            id INTEGER PRIMARY KEY, indicator INTEGER NOT NULL, fileName TEXT, path TEXT, date TEXT
        );
        CREATE INDEX fileOccurrence_by_indicator ON fileOccurrence (indicator);
        CREATE TABLE dnsResolution (
            id INTEGER PRIMARY KEY, host INTEGER NOT NULL, address INTEGER NOT NULL, date TEXT NOT NULL
        );
        CREATE INDEX dnsResolution_by_host ON dnsResolution (host);
        CREATE INDEX dnsResolution_by_address ON dnsResolution (address);
        CREATE TABLE deleted (
            id INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            summary TEXT NOT NULL,
            dateAdded TEXT NOT NULL
        );
        CREATE TABLE batch (
            id INTEGER PRIMARY KEY,
            owner INTEGER NOT NULL,
            config TEXT NOT NULL,
            status TEXT NOT NULL,
            successCount INTEGER NOT NULL DEFAULT 0,
            errorCount INTEGER NOT NULL DEFAULT 0,
            unprocessCount INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE batchError (
            id INTEGER PRIMARY KEY,
            batch INTEGER NOT NULL,
            code TEXT NOT NULL,
            severity TEXT NOT NULL,
            errorReason TEXT NOT NULL,
            errorMessage TEXT NOT NULL
        );
        CREATE INDEX batchError_by_batch ON batchError (batch);
        """

    static func fillSystemTables(_ db: Database) throws {
        for (name, description, color) in systemLabels {
            try db.execute(
                sql: "INSERT INTO label (name, description, color, dateAdded) VALUES (?, ?, ?, ?)",
                arguments: [name, description, color, SandboxStore.defaultDate]
            )
        }
        for type in attributeTypes {
            try db.execute(
                sql: """
                    INSERT INTO attributeType (name, description, maxSize, allowMarkdown, errorMessage, validationText)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    type.name, type.description, type.maxSize, type.allowMarkdown,
                    "Please enter a valid \(type.name) (1-\(type.maxSize) characters).", type.validationText,
                ]
            )
        }
    }
}
