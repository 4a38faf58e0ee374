import GRDB

/// What attributes, tags and security labels hang on.
enum Holder: Sendable, Hashable {
    case indicator(Int64)
    case group(Int64)

    var id: Int64 {
        switch self {
        case .indicator(let id), .group(let id): id
        }
    }

    /// The column that refers to it, quoted for SQL.
    var column: String { isGroup ? "\"group\"" : "indicator" }
    var tagTable: String { isGroup ? "groupTag" : "tag" }
    var labelTable: String { isGroup ? "groupLabel" : "indicatorLabel" }
    /// The table of the holder itself.
    var table: String { isGroup ? "groupItem" : "indicator" }

    private var isGroup: Bool {
        if case .group = self { return true }
        return false
    }
}

extension Holder {
    /// In the order in which they were added.
    func tags(_ db: Database) throws -> [String] {
        let query = try DirectQuery(isGroup ? Self.tagsOfGroup : Self.tagsOfIndicator, db)
        try query.bind(id, at: 1)
        var tags: [(id: Int64, name: String)] = []
        while let row = try query.next() { tags.append((row[at: 0], row[at: 1])) }
        return tags.sorted { $0.id < $1.id }.map(\.name)
    }

    /// The index has them by name, and SQLite takes longer to sort two of them than to find them.
    private static let tagsOfIndicator = "SELECT id, name FROM tag WHERE indicator = ?"
    private static let tagsOfGroup = "SELECT id, name FROM groupTag WHERE \"group\" = ?"

    /// In the order in which they were added.
    func attributes(_ db: Database) throws -> [StoredAttribute] {
        let sql = "SELECT \(StoredAttribute.columns) FROM attribute WHERE \(column) = ? ORDER BY id"
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id]).map(StoredAttribute.init(row:))
    }

    func attribute(_ attribute: Int64, _ db: Database) throws -> StoredAttribute? {
        let sql = "SELECT \(StoredAttribute.columns) FROM attribute WHERE id = ? AND \(column) = ?"
        return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [attribute, id]).map(
            StoredAttribute.init(row:)
        )
    }

    func labels(_ db: Database) throws -> [StoredLabel] {
        let sql = """
            SELECT \(StoredLabel.columns) FROM \(labelTable) h JOIN label l ON l.id = h.label
            WHERE h.\(column) = ? ORDER BY l.id
            """
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id]).map(StoredLabel.init(row:))
    }

    static func labels(ofAttribute attribute: Int64, _ db: Database) throws -> [StoredLabel] {
        let sql = """
            SELECT \(StoredLabel.columns) FROM attributeLabel h JOIN label l ON l.id = h.label
            WHERE h.attribute = ? ORDER BY l.id
            """
        return try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [attribute]).map(StoredLabel.init(row:))
    }

    /// Unknown names are left out.
    func add(labels names: [String], _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO \(labelTable) (\(column), label) SELECT ?, id FROM label WHERE name = ?"
        )
        for name in names { try statement.execute(arguments: [id, name]) }
    }

    /// Unknown names are left out.
    static func add(_ names: [String], toAttribute attribute: Int64, _ db: Database) throws {
        for name in names {
            let sql = "INSERT OR IGNORE INTO attributeLabel (attribute, label) SELECT ?, id FROM label WHERE name = ?"
            try db.cachedStatement(sql: sql).execute(arguments: [attribute, name])
        }
    }
}
