import GRDB

/// How an attribute type limits its values.
struct StoredAttributeType: Sendable {
    let id: Int64
    let name: String
    let description: String?
    let maxSize: Int
    let allowMarkdown: Bool
    let errorMessage: String?
    /// The allowed values; empty allows every text.
    let choices: [String]

    static let columns = "id, name, description, maxSize, allowMarkdown, errorMessage, validationText"

    /// - Parameter row: Has ``columns`` in their order.
    init(row: Row) {
        id = row[0]
        name = row[1]
        description = row[2]
        maxSize = row[3] ?? 65_535
        allowMarkdown = row[4]
        errorMessage = row[5]
        choices = (row[6] as String?)?.components(separatedBy: ";") ?? []
    }
}

extension StoreSession {
    func attributeTypes() throws -> [StoredAttributeType] {
        try Row.fetchAll(db, sql: "SELECT \(StoredAttributeType.columns) FROM attributeType ORDER BY name")
            .map(StoredAttributeType.init(row:))
    }

    /// - Throws: ``Refusal`` for an unknown type, an empty value, and a value that its type does not allow.
    func validate(attribute type: String, _ value: String) throws {
        let sql = "SELECT \(StoredAttributeType.columns) FROM attributeType WHERE name = ?"
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [type]) else {
            throw Refusal(status: 404, message: "The requested attribute type was not found")
        }
        guard !value.isEmpty else { throw Refusal(status: 400, message: "This attribute requires a value") }
        let rule = StoredAttributeType(row: row)
        guard value.count <= rule.maxSize, rule.choices.isEmpty || rule.choices.contains(value) else {
            throw Refusal(status: 400, message: rule.errorMessage ?? "Please enter a valid \(type)")
        }
    }

    /// Adds a validated attribute now. Duplicates are allowed; of one type at most one is displayed.
    func addAttribute(_ new: NewAttribute, to holder: Holder) throws -> StoredAttribute {
        if new.displayed { try hideOthers(new.type, of: holder) }
        try db.execute(
            sql: """
                INSERT INTO attribute (\(holder.column), type, value, displayed, dateAdded, lastModified, source, pinned)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [holder.id, new.type, new.value, new.displayed, now, now, new.source, new.pinned]
        )
        let id = db.lastInsertedRowID
        try Holder.add(new.securityLabels, toAttribute: id, db)
        try mirrorAttributes(of: holder)
        return try attribute(id, of: holder)
    }

    /// nil leaves a member as it is.
    func updateAttribute(
        _ id: Int64,
        of holder: Holder,
        value: String?,
        displayed: Bool? = nil,
        source: String? = nil,
        pinned: Bool? = nil
    ) throws -> StoredAttribute {
        let type = try attribute(id, of: holder).type
        if displayed == true { try hideOthers(type, of: holder) }
        try db.execute(
            sql: """
                UPDATE attribute SET value = coalesce(?, value), displayed = coalesce(?, displayed),
                    source = coalesce(?, source), pinned = coalesce(?, pinned), lastModified = ? WHERE id = ?
                """,
            arguments: [value, displayed, source, pinned, now, id]
        )
        try mirrorAttributes(of: holder)
        return try attribute(id, of: holder)
    }

    func deleteAttribute(_ id: Int64, of holder: Holder) throws {
        _ = try attribute(id, of: holder)
        try db.execute(sql: "DELETE FROM attributeLabel WHERE attribute = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM attribute WHERE id = ?", arguments: [id])
        try mirrorAttributes(of: holder)
    }

    func deleteAttributes(of holder: Holder, type: String? = nil) throws {
        let condition = "\(holder.column) = ? AND (? IS NULL OR type = ?)"
        try db.execute(
            sql: "DELETE FROM attributeLabel WHERE attribute IN (SELECT id FROM attribute WHERE \(condition))",
            arguments: [holder.id, type, type]
        )
        try db.execute(sql: "DELETE FROM attribute WHERE \(condition)", arguments: [holder.id, type, type])
        try mirrorAttributes(of: holder)
    }

    /// - Throws: ``Refusal/notFound`` where the holder has no such attribute.
    func attribute(_ id: Int64, of holder: Holder) throws -> StoredAttribute {
        guard let found = try holder.attribute(id, db) else { throw Refusal.notFound }
        return found
    }

    /// Sets the indicator's `description` and `source` to the displayed attribute, else to the first.
    func mirrorAttributes(of holder: Holder) throws {
        guard case .indicator(let id) = holder else { return }
        for (column, type) in [("description", "Description"), ("source", "Source")] {
            let sql = """
                UPDATE indicator SET \(column) = (SELECT value FROM attribute WHERE indicator = ? AND type = ?
                    ORDER BY displayed DESC, CASE WHEN displayed THEN -id ELSE id END LIMIT 1) WHERE id = ?
                """
            try db.cachedStatement(sql: sql).execute(arguments: [id, type, id])
        }
    }

    private func hideOthers(_ type: String, of holder: Holder) throws {
        try db.execute(
            sql: "UPDATE attribute SET displayed = 0 WHERE \(holder.column) = ? AND type = ?",
            arguments: [holder.id, type]
        )
    }
}
