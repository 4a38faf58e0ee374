import GRDB

extension StoreSession {
    static let longestTag = 128

    /// Adds a tag, unless it is there already. Its letter case is kept.
    ///
    /// - Throws: ``Refusal`` for an empty name and one of more than ``longestTag`` characters.
    func addTag(_ name: String, to holder: Holder) throws {
        guard (1...Self.longestTag).contains(name.count) else {
            throw Refusal.badLength("name", of: "Tag", Self.longestTag)
        }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO \(holder.tagTable) (\(holder.column), name) VALUES (?, ?)")
            .execute(arguments: [holder.id, name])
    }

    /// - Throws: ``Refusal/notFound`` where the holder has no such tag.
    func removeTag(_ name: String, from holder: Holder) throws {
        try db.execute(
            sql: "DELETE FROM \(holder.tagTable) WHERE \(holder.column) = ? AND name = ?",
            arguments: [holder.id, name]
        )
        guard db.changesCount > 0 else { throw Refusal.notFound }
    }

    func removeTags(from holder: Holder) throws {
        try db.execute(sql: "DELETE FROM \(holder.tagTable) WHERE \(holder.column) = ?", arguments: [holder.id])
    }

    func label(named name: String) throws -> StoredLabel? {
        let sql = "SELECT \(StoredLabel.columns) FROM label l WHERE l.name = ?"
        return try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [name]).map(StoredLabel.init(row:))
    }

    func allLabels() throws -> [StoredLabel] {
        try Row.fetchAll(db, sql: "SELECT \(StoredLabel.columns) FROM label l ORDER BY l.id").map(
            StoredLabel.init(row:)
        )
    }

    /// Adds a label that must exist already.
    ///
    /// - Throws: ``Refusal/labelNotFound``.
    func addLabel(_ name: String, to holder: Holder) throws {
        guard try label(named: name) != nil else { throw Refusal.labelNotFound }
        try holder.add(labels: [name], db)
    }

    func removeLabel(_ name: String, from holder: Holder) throws {
        try db.execute(
            sql: """
                DELETE FROM \(holder.labelTable)
                WHERE \(holder.column) = ? AND label = (SELECT id FROM label WHERE name = ?)
                """,
            arguments: [holder.id, name]
        )
        guard db.changesCount > 0 else { throw Refusal.notFound }
    }

    func removeLabels(from holder: Holder) throws {
        try db.execute(sql: "DELETE FROM \(holder.labelTable) WHERE \(holder.column) = ?", arguments: [holder.id])
    }

    func addLabel(_ name: String, toAttribute attribute: Int64) throws {
        guard try label(named: name) != nil else { throw Refusal.labelNotFound }
        try Holder.add([name], toAttribute: attribute, db)
    }

    func removeLabel(_ name: String, fromAttribute attribute: Int64) throws {
        try db.execute(
            sql: "DELETE FROM attributeLabel WHERE attribute = ? AND label = (SELECT id FROM label WHERE name = ?)",
            arguments: [attribute, name]
        )
        guard db.changesCount > 0 else { throw Refusal.notFound }
    }

    func removeLabels(fromAttribute attribute: Int64) throws {
        try db.execute(sql: "DELETE FROM attributeLabel WHERE attribute = ?", arguments: [attribute])
    }
}

extension Refusal {
    static let labelNotFound = Refusal(status: 404, message: "The requested security label was not found")

    static func badLength(_ field: String, of entity: String, _ limit: Int) -> Refusal {
        Refusal(
            status: 400,
            message: "The \(field) for this \(entity) is invalid, please enter a \(field) between 1-\(limit) "
                + "characters in length"
        )
    }
}
