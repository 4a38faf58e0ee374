import GRDB
import Observables

/// The members of an indicator that an update may set; nil leaves one as it is.
struct IndicatorChange: Sendable {
    var rating: Double?
    var confidence: Int?
    var active: Bool?
    var activeLocked: Bool?
    var privateFlag: Bool?
    var size: Int64?
    var dnsActive: Bool?
    var whoisActive: Bool?
    var externalDateAdded: String?
    var externalDateExpires: String?
    var externalLastModified: String?
    var firstSeen: String?
    var lastSeen: String?

    fileprivate var columns: [(name: String, value: any DatabaseValueConvertible)] {
        let all: [(String, (any DatabaseValueConvertible)?)] = [
            ("rating", rating), ("confidence", confidence), ("active", active), ("activeLocked", activeLocked),
            ("privateFlag", privateFlag), ("size", size), ("dnsActive", dnsActive), ("whoisActive", whoisActive),
            ("externalDateAdded", externalDateAdded), ("externalDateExpires", externalDateExpires),
            ("externalLastModified", externalLastModified), ("firstSeen", firstSeen), ("lastSeen", lastSeen),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }
}

extension StoreSession {
    /// The id of one owner's copy.
    func indicatorID(_ type: IndicatorType, _ text: String, _ owner: Owner) throws -> Int64? {
        let sql = "SELECT indicator FROM lookup WHERE kind = ? AND key = ? AND owner = ?"
        let arguments: StatementArguments = [type.number, type.key(for: text), owner.id]
        return try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func indicator(_ id: Int64, includes: Includes = []) throws -> IndicatorRecord? {
        let sql = "SELECT \(StoredIndicator.columns) FROM indicator i WHERE i.id = ?"
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else { return nil }
        let indicator = StoredIndicator(row: row, types)
        guard let owner = store.owner(indicator.owner) else { return nil }
        return try SandboxStore.record(indicator, owner, includes, db)
    }

    /// Adds an indicator now, or updates the owner's copy: given members replace, tags, attributes and labels are appended.
    ///
    /// The values must have been validated. A file that has one of the hashes takes over the others.
    ///
    /// - Throws: ``Refusal`` for hashes that belong to different files.
    func createOrUpdate(_ new: NewIndicator, owner: Owner) throws -> (id: Int64, isNew: Bool) {
        if new.kind == .file, new.customType == nil { try refuseHashConflict(new.values, owner) }
        var new = new
        (new.dateAdded, new.lastModified) = (now, now)
        var inserter = try IndicatorInserter(db: db, types: types, existing: .update)
        guard let stored = try inserter.insert(new, owner: owner) else { throw Refusal.malformed }
        if !stored.isNew {
            try rescore(stored.id)
            if !new.attributes.isEmpty { try mirrorAttributes(of: .indicator(stored.id)) }
        }
        return stored
    }

    /// Sets members now. A change of rating, confidence or status is a modification of the indicator.
    func update(_ id: Int64, _ change: IndicatorChange) throws {
        let columns = change.columns
        for (name, value) in columns {
            try db.cachedStatement(sql: "UPDATE indicator SET \(name) = ? WHERE id = ?").execute(arguments: [value, id])
        }
        if change.rating != nil || change.confidence != nil { try rescore(id) }
        if !columns.isEmpty { try touch(.indicator(id)) }
    }

    func touch(_ holder: Holder) throws {
        let sql = "UPDATE \(holder.table) SET lastModified = ? WHERE id = ?"
        try db.cachedStatement(sql: sql).execute(arguments: [now, holder.id])
    }

    /// Removes an indicator with everything that hangs on it, and remembers that it was there.
    func deleteIndicator(_ id: Int64) throws {
        guard let record = try indicator(id) else { return }
        let indicator = record.indicator
        try db.execute(
            sql: "INSERT INTO deleted (owner, kind, summary, dateAdded) VALUES (?, ?, ?, ?)",
            arguments: [indicator.owner, indicator.type.number, indicator.summary, now]
        )
        for key in indicator.type.keys(of: indicator.values) {
            try db.execute(
                sql: "DELETE FROM lookup WHERE kind = ? AND key = ? AND owner = ? AND indicator = ?",
                arguments: [indicator.type.number, key, indicator.owner, id]
            )
        }
        try deleteHangers(of: .indicator(id))
        for table in ["association", "falsePositive", "observation", "fileOccurrence"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE indicator = ?", arguments: [id])
        }
        try db.execute(sql: "DELETE FROM indicatorAssociation WHERE a = ? OR b = ?", arguments: [id, id])
        try db.execute(sql: "DELETE FROM dnsResolution WHERE host = ? OR address = ?", arguments: [id, id])
        try db.execute(sql: "DELETE FROM indicator WHERE id = ?", arguments: [id])
    }

    /// Attributes with their labels, tags and labels.
    func deleteHangers(of holder: Holder) throws {
        try deleteAttributes(of: holder)
        try db.execute(sql: "DELETE FROM \(holder.tagTable) WHERE \(holder.column) = ?", arguments: [holder.id])
        try db.execute(sql: "DELETE FROM \(holder.labelTable) WHERE \(holder.column) = ?", arguments: [holder.id])
    }

    private func rescore(_ id: Int64) throws {
        let sql = """
            UPDATE indicator SET threatAssessScore = CAST(round(rating / 5 * confidence * 10) AS INTEGER)
            WHERE id = ? AND rating IS NOT NULL AND confidence IS NOT NULL
            """
        try db.cachedStatement(sql: sql).execute(arguments: [id])
    }

    /// One hash of two files, or another hash in the place of one that is known.
    private func refuseHashConflict(_ hashes: [String?], _ owner: Owner) throws {
        let type = IndicatorType.of(.file)
        var files: [(id: Int64, values: [String?])] = []
        for case let hash? in hashes {
            guard let id = try indicatorID(type, hash, owner), !files.contains(where: { $0.id == id }) else { continue }
            if let found = try indicator(id) { files.append((id, found.indicator.values)) }
        }
        for (place, name) in ["MD5", "SHA1", "SHA256"].enumerated() {
            guard let hash = hashes[place] else { continue }
            let isHeld = try indicatorID(type, hash, owner) != nil
            let differs = files.contains { $0.values[place] != nil && $0.values[place] != hash }
            if (isHeld && files.count > 1) || differs { throw Refusal.hashExists(name) }
        }
    }
}

extension Refusal {
    static func hashExists(_ name: String) -> Refusal {
        Refusal(
            status: 400,
            message: "The \(name) for this File is invalid, a File with this \(name) already exists"
        )
    }
}
