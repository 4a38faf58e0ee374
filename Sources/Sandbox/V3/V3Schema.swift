import GRDB

/// What only v3 knows: tags have ids and ATT&CK techniques. Filled by the tags of indicators and groups.
enum V3Schema {
    static let tags = """
        CREATE TABLE tagName (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            description TEXT,
            techniqueId TEXT
        );
        CREATE INDEX tag_by_name ON tag (name COLLATE NOCASE);
        INSERT OR IGNORE INTO tagName (name) SELECT name FROM tag ORDER BY id;
        INSERT OR IGNORE INTO tagName (name) SELECT name FROM groupTag ORDER BY id;
        CREATE TRIGGER tag_is_named AFTER INSERT ON tag BEGIN
            INSERT INTO tagName (name) SELECT new.name WHERE NOT EXISTS (SELECT 1 FROM tagName WHERE name = new.name);
        END;
        CREATE TRIGGER groupTag_is_named AFTER INSERT ON groupTag BEGIN
            INSERT INTO tagName (name) SELECT new.name WHERE NOT EXISTS (SELECT 1 FROM tagName WHERE name = new.name);
        END;
        """
}
