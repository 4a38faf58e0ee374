import GRDB

extension StoreSession {
    func group(_ id: Int64, includes: Includes = []) throws -> GroupRecord? {
        let sql = "SELECT \(StoredGroup.columns) FROM groupItem g WHERE g.id = ?"
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else { return nil }
        return try record(StoredGroup(row: row), includes)
    }

    /// nil where the owner is gone.
    func record(_ group: StoredGroup, _ includes: Includes) throws -> GroupRecord? {
        guard let owner = store.owner(group.owner) else { return nil }
        let holder = Holder.group(group.id)
        var record = GroupRecord(group: group, owner: owner)
        if includes.contains(.tags) { record.tags = try holder.tags(db) }
        if includes.contains(.attributes) { record.attributes = try holder.attributes(db) }
        if includes.contains(.labels) { record.labels = try holder.labels(db) }
        return record
    }

    /// The oldest group of that type and name.
    func groupID(type: String, name: String, owner: Owner) throws -> Int64? {
        let sql = "SELECT id FROM groupItem WHERE owner = ? AND type = ? AND name = ? ORDER BY id"
        return try Int64.fetchOne(db, sql: sql, arguments: [owner.id, type, name])
    }

    func groupID(xid: String, owner: Owner) throws -> Int64? {
        let sql = "SELECT id FROM groupItem WHERE xid = ? AND owner = ? ORDER BY id"
        return try Int64.fetchOne(db, sql: sql, arguments: [xid, owner.id])
    }

    /// Adds a validated group with its tags, attributes and labels, dated as it says itself.
    func addGroup(_ new: NewGroup, owner: Owner) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO groupItem (id, owner, type, name, eventDate, status, xid, dateAdded, lastModified, more)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                new.id, owner.id, new.type, new.name, new.eventDate, new.status, new.xid, new.dateAdded,
                new.lastModified, MoreMembers.encode(new.more),
            ]
        )
        let id = db.lastInsertedRowID
        try addParts(of: new, to: .group(id))
        return id
    }

    /// Sets what `new` gives and appends its tags, attributes and labels; `lastModified` becomes now.
    func updateGroup(_ id: Int64, _ new: NewGroup) throws {
        guard let stored = try group(id)?.group else { throw Refusal.notFound }
        let more = stored.more.merging(new.more) { _, given in given }
        try db.execute(
            sql: """
                UPDATE groupItem SET name = ?, eventDate = coalesce(?, eventDate), status = coalesce(?, status),
                    xid = coalesce(?, xid), lastModified = ?, more = ? WHERE id = ?
                """,
            arguments: [
                new.name.isEmpty ? stored.name : new.name, new.eventDate, new.status, new.xid, now,
                MoreMembers.encode(more), id,
            ]
        )
        try addParts(of: new, to: .group(id))
    }

    func deleteGroup(_ id: Int64) throws {
        try deleteHangers(of: .group(id))
        try db.execute(sql: "DELETE FROM association WHERE \"group\" = ?", arguments: [id])
        try db.execute(sql: "DELETE FROM groupAssociation WHERE a = ? OR b = ?", arguments: [id, id])
        try db.execute(sql: "DELETE FROM groupItem WHERE id = ?", arguments: [id])
    }

    private func addParts(of new: NewGroup, to holder: Holder) throws {
        for tag in new.tags { try addTag(tag, to: holder) }
        for attribute in new.attributes { _ = try addAttribute(attribute, to: holder) }
        try holder.add(labels: new.securityLabels, db)
    }
}

/// Associations. Each is stored once, and adding it again changes nothing.
extension StoreSession {
    func associate(indicator: Int64, group: Int64) throws {
        let sql = "INSERT OR IGNORE INTO association (indicator, \"group\") VALUES (?, ?)"
        try db.cachedStatement(sql: sql).execute(arguments: [indicator, group])
    }

    func dissociate(indicator: Int64, group: Int64) throws {
        let sql = "DELETE FROM association WHERE indicator = ? AND \"group\" = ?"
        try db.execute(sql: sql, arguments: [indicator, group])
    }

    /// An association has no direction: the smaller id comes first.
    func associate(indicators one: Int64, _ other: Int64) throws {
        let sql = "INSERT OR IGNORE INTO indicatorAssociation (a, b) VALUES (?, ?)"
        try db.execute(sql: sql, arguments: [min(one, other), max(one, other)])
    }

    func dissociate(indicators one: Int64, _ other: Int64) throws {
        let sql = "DELETE FROM indicatorAssociation WHERE a = ? AND b = ?"
        try db.execute(sql: sql, arguments: [min(one, other), max(one, other)])
    }

    func associate(groups one: Int64, _ other: Int64) throws {
        let sql = "INSERT OR IGNORE INTO groupAssociation (a, b) VALUES (?, ?)"
        try db.execute(sql: sql, arguments: [min(one, other), max(one, other)])
    }

    func dissociate(groups one: Int64, _ other: Int64) throws {
        let sql = "DELETE FROM groupAssociation WHERE a = ? AND b = ?"
        try db.execute(sql: sql, arguments: [min(one, other), max(one, other)])
    }

    /// Ids, ascending.
    func groups(ofIndicator id: Int64) throws -> [Int64] {
        let sql = "SELECT \"group\" FROM association WHERE indicator = ? ORDER BY \"group\""
        return try Int64.fetchAll(db, sql: sql, arguments: [id])
    }

    func indicators(ofGroup id: Int64) throws -> [Int64] {
        let sql = "SELECT indicator FROM association WHERE \"group\" = ? ORDER BY indicator"
        return try Int64.fetchAll(db, sql: sql, arguments: [id])
    }

    func indicators(ofIndicator id: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT b FROM indicatorAssociation WHERE a = ?
                UNION SELECT a FROM indicatorAssociation WHERE b = ? ORDER BY 1
                """,
            arguments: [id, id]
        )
    }

    func groups(ofGroup id: Int64) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                SELECT b FROM groupAssociation WHERE a = ? UNION SELECT a FROM groupAssociation WHERE b = ? ORDER BY 1
                """,
            arguments: [id, id]
        )
    }
}
