import Foundation
import GRDB
import Observables

/// Writes indicators within one transaction, with statements that are compiled once.
struct IndicatorInserter {
    private let db: Database
    private let types: TypeRegistry
    private let existing: SandboxStore.ExistingCopy
    private let findCopy: Statement
    private let addIndicator: Statement
    private let addKey: Statement
    private let addTag: Statement
    private let addAttribute: Statement
    private(set) var count = AddedCount()

    init(db: Database, types: TypeRegistry, existing: SandboxStore.ExistingCopy) throws {
        self.db = db
        self.types = types
        self.existing = existing
        findCopy = try db.cachedStatement(
            sql: "SELECT indicator FROM lookup WHERE kind = ? AND key = ? AND owner = ?"
        )
        addIndicator = try db.cachedStatement(
            sql: """
                INSERT INTO indicator (owner, kind, summary, value1, value2, value3, rating, confidence,
                    threatAssessScore, active, dateAdded, lastModified, description, source)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        addKey = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO lookup (kind, key, owner, indicator) VALUES (?, ?, ?, ?)"
        )
        addTag = try db.cachedStatement(sql: "INSERT OR IGNORE INTO tag (indicator, name) VALUES (?, ?)")
        addAttribute = try db.cachedStatement(
            sql: """
                INSERT INTO attribute (indicator, type, value, displayed, dateAdded, lastModified, source, pinned)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
    }

    /// Returns the id, and whether the owner had no copy before; nil for a type that was never declared.
    @discardableResult
    mutating func insert(_ new: NewIndicator, owner: Owner) throws -> (id: Int64, isNew: Bool)? {
        guard let type = types.type(of: new) else { return nil }
        let keys = type.keys(of: new.values)
        if let copy = try copy(type, keys, owner) {
            count.merged += 1
            guard existing == .update else { return (copy, false) }
            try update(copy, new, type)
            try addParts(of: new, keys, type, owner, to: copy)
            return (copy, false)
        }
        count.added += 1
        let id = try add(new, type, owner)
        try addParts(of: new, keys, type, owner, to: id)
        return (id, true)
    }

    private func copy(_ type: IndicatorType, _ keys: [String], _ owner: Owner) throws -> Int64? {
        for key in keys {
            findCopy.setUncheckedArguments([type.number, key, owner.id])
            if let id = try Int64.fetchOne(findCopy) { return id }
        }
        return nil
    }

    private func add(_ new: NewIndicator, _ type: IndicatorType, _ owner: Owner) throws -> Int64 {
        let parts = type.labels.count == 1 ? [nil, nil, nil] : new.values + [nil, nil]
        addIndicator.setUncheckedArguments([
            owner.id, type.number, type.summary(of: new.values), parts[0], parts[1], parts[2],
            new.rating, new.confidence, new.threatAssessScore ?? new.derivedScore, new.active ?? true,
            new.dateAdded, new.lastModified, new.shown("Description"), new.shown("Source"),
        ])
        try addIndicator.execute()
        return db.lastInsertedRowID
    }

    /// Everything that most indicators do not have.
    private func addParts(
        of new: NewIndicator,
        _ keys: [String],
        _ type: IndicatorType,
        _ owner: Owner,
        to id: Int64
    ) throws {
        for key in keys {
            addKey.setUncheckedArguments([type.number, key, owner.id, id])
            try addKey.execute()
        }
        for tag in new.tags {
            addTag.setUncheckedArguments([id, tag])
            try addTag.execute()
        }
        for attribute in new.attributes {
            addAttribute.setUncheckedArguments([
                id, attribute.type, attribute.value, attribute.displayed, new.dateAdded, new.lastModified,
                attribute.source, attribute.pinned,
            ])
            try addAttribute.execute()
            try Holder.add(attribute.securityLabels, toAttribute: db.lastInsertedRowID, db)
        }
        for xid in new.groupXids { try associate(id, withGroup: xid, owner) }
        if !new.securityLabels.isEmpty { try Holder.indicator(id).add(labels: new.securityLabels, db) }
        try setRareMembers(of: new, id)
        try setFlagsAndDates(of: new, id)
    }

    private func setFlagsAndDates(of new: NewIndicator, _ id: Int64) throws {
        let columns: [(String, (any DatabaseValueConvertible)?)] = [
            ("activeLocked", new.activeLocked), ("privateFlag", new.privateFlag),
            ("externalDateAdded", new.externalDateAdded), ("externalDateExpires", new.externalDateExpires),
            ("externalLastModified", new.externalLastModified),
            ("firstSeen", new.firstSeen), ("lastSeen", new.lastSeen),
        ]
        for case (let column, let value?) in columns {
            let statement = try db.cachedStatement(sql: "UPDATE indicator SET \(column) = ? WHERE id = ?")
            try statement.execute(arguments: [value, id])
        }
    }

    private func associate(_ id: Int64, withGroup xid: String, _ owner: Owner) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO association (indicator, "group")
                SELECT ?, id FROM groupItem WHERE xid = ? AND owner = ?
                """
        )
        try statement.execute(arguments: [id, xid, owner.id])
    }

    private func setRareMembers(of new: NewIndicator, _ id: Int64) throws {
        guard
            new.size != nil || new.dnsActive != nil || new.whoisActive != nil
                || new.falsePositiveCount > 0 || new.observationCount > 0
        else { return }
        let statement = try db.cachedStatement(
            sql: """
                UPDATE indicator SET size = coalesce(?, size), dnsActive = coalesce(?, dnsActive),
                    whoisActive = coalesce(?, whoisActive),
                    falsePositiveCount = falsePositiveCount + ?, observationCount = observationCount + ?,
                    falsePositiveLastReported = CASE WHEN ? > 0 THEN ? ELSE falsePositiveLastReported END,
                    lastObserved = CASE WHEN ? > 0 THEN ? ELSE lastObserved END
                WHERE id = ?
                """
        )
        try statement.execute(arguments: [
            new.size, new.dnsActive, new.whoisActive, new.falsePositiveCount, new.observationCount,
            new.falsePositiveCount, new.lastModified, new.observationCount, new.lastModified, id,
        ])
    }

    private func update(_ id: Int64, _ new: NewIndicator, _ type: IndicatorType) throws {
        let statement = try db.cachedStatement(
            sql: """
                UPDATE indicator SET rating = coalesce(?, rating), confidence = coalesce(?, confidence),
                    threatAssessScore = coalesce(?, threatAssessScore), active = coalesce(?, active), lastModified = ?,
                    description = coalesce(?, description), source = coalesce(?, source)
                WHERE id = ?
                """
        )
        try statement.execute(arguments: [
            new.rating, new.confidence, new.threatAssessScore ?? new.derivedScore, new.active, new.lastModified,
            new.shown("Description"), new.shown("Source"), id,
        ])
        if type.kind == .file { try addHashes(new.values, to: id, type) }
    }

    /// A file that comes back with a further hash is the same file.
    private func addHashes(_ hashes: [String?], to id: Int64, _ type: IndicatorType) throws {
        let sql = "SELECT value1, value2, value3 FROM indicator WHERE id = ?"
        guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [id]) else { return }
        let merged = (0..<3).map { place in (row[place] as String?) ?? hashes[place] }
        let statement = try db.cachedStatement(
            sql: "UPDATE indicator SET value1 = ?, value2 = ?, value3 = ?, summary = ? WHERE id = ?"
        )
        try statement.execute(arguments: [merged[0], merged[1], merged[2], type.summary(of: merged), id])
    }
}

extension NewIndicator {
    /// 0–1000, from nothing at rating 0 or confidence 0 to 1000 at rating 5 with confidence 100. ThreatConnect computes its
    /// score from more than these two.
    fileprivate var derivedScore: Int? {
        guard let rating, let confidence else { return nil }
        return Int((rating / 5 * Double(confidence) * 10).rounded())
    }

    /// The value that the indicator's own member mirrors: the displayed attribute, else the first.
    fileprivate func shown(_ type: String) -> String? {
        let all = attributes.filter { $0.type == type }
        return (all.last(where: \.displayed) ?? all.first)?.value
    }
}
