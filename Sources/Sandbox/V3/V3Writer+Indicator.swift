import Foundation
import GRDB
import Observables

extension V3Writer {
    /// Creates an indicator, or updates the copy that the owner has.
    func createIndicator(_ body: JSONValue, owner: Owner) throws -> (id: Int64, isNew: Bool) {
        guard let name = body["type"]?.text else { throw Refusal(status: 400, message: "An indicator needs a type") }
        guard let type = context.store.types.named(name) else {
            throw Refusal(status: 400, message: "The indicator type \(name) is not known")
        }
        let values = try values(of: type, body)
        let copies = try copies(type, type.keys(of: values), owner)
        guard copies.count <= 1 else {
            throw Refusal(status: 400, message: "The hashes for this File are invalid, they belong to several Files")
        }
        if let id = copies.first {
            if type.kind == .file { try setHashes(values, of: id, type) }
            try updateIndicator(id, body, isUpdate: false)
            return (id, false)
        }
        try context.rules.refuseExcluded(values, summary: type.summary(of: values))
        let id = try insert(type, values, owner)
        try updateIndicator(id, body, isUpdate: false)
        return (id, true)
    }

    func updateIndicator(_ id: Int64, _ body: JSONValue, isUpdate: Bool) throws {
        guard let row = try row("SELECT owner, kind FROM indicator WHERE id = ?", [id]),
            let owner = context.owner(id: row["owner"])
        else { throw Refusal.notFound }
        let type = context.store.types.numbered(row["kind"])
        if isUpdate, type.kind == .file { try changeHashes(of: id, body, type, owner) }
        try setMembers(of: id, body)
        try report(body, on: id)
        let subject = V3Subject.indicator(id)
        try writeCommon(body, to: subject, isUpdate: isUpdate)
        if let nested = try V3Nested("associatedGroups", in: body, honoursMode: isUpdate) {
            try writeAssociatedGroups(nested, of: id, owner: owner)
        }
        if let nested = try V3Nested("associatedIndicators", in: body, honoursMode: isUpdate) {
            try writeAssociatedIndicators(nested, of: id, owner: owner)
        }
        if let nested = try V3Nested("fileOccurrences", in: body, honoursMode: isUpdate), type.kind == .file {
            try writeOccurrences(nested, of: id)
        }
    }

    func deleteIndicator(_ id: Int64) throws { try session.deleteIndicator(id) }

    func associatedIndicator(_ item: JSONValue, owner: Owner) throws -> Int64 {
        if let id = item["id"]?.integer {
            guard try self.id("SELECT id FROM indicator WHERE id = ?", [id]) != nil else { throw Refusal.notFound }
            return id
        }
        return try createIndicator(item, owner: item["ownerName"]?.text.map(context.owner(named:)) ?? owner).id
    }

    private func insert(_ type: IndicatorType, _ values: [String?], _ owner: Owner) throws -> Int64 {
        let parts = type.labels.count == 1 ? [nil, nil, nil] : values
        try run(
            """
            INSERT INTO indicator (owner, kind, summary, value1, value2, value3, active, dateAdded, lastModified)
            VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?)
            """,
            [owner.id, type.number, type.summary(of: values), parts[0], parts[1], parts[2], date, date]
        )
        let id = db.lastInsertedRowID
        try addKeys(type, values, owner, id)
        return id
    }

    func addKeys(_ type: IndicatorType, _ values: [String?], _ owner: Owner, _ id: Int64) throws {
        for key in type.keys(of: values) {
            let sql = "INSERT OR IGNORE INTO lookup (kind, key, owner, indicator) VALUES (?, ?, ?, ?)"
            try run(sql, [type.number, key, owner.id, id])
        }
    }

    func copies(_ type: IndicatorType, _ keys: [String], _ owner: Owner) throws -> [Int64] {
        var found: [Int64] = []
        for key in keys {
            let sql = "SELECT indicator FROM lookup WHERE kind = ? AND key = ? AND owner = ?"
            if let id = try id(sql, [type.number, key, owner.id]), !found.contains(id) { found.append(id) }
        }
        return found
    }

    private func setMembers(of id: Int64, _ body: JSONValue) throws {
        let rating = try body.number("rating", in: 0...5)
        let confidence = try body.number("confidence", in: 0...100)
        var dates: [String?] = []
        for name in Self.dateMembers {
            let text = body[name]?.text
            let date = text.flatMap(LenientDate.utc)
            guard text == nil || date != nil else { throw Refusal(status: 400, message: "The \(name) is no date") }
            dates.append(date)
        }
        let sql = """
            UPDATE indicator SET lastModified = ?, rating = coalesce(?, rating), confidence = coalesce(?, confidence),
                active = coalesce(?, active), activeLocked = coalesce(?, activeLocked),
                privateFlag = coalesce(?, privateFlag), size = coalesce(?, size),
                dnsActive = coalesce(?, dnsActive), whoisActive = coalesce(?, whoisActive),
                \(Self.dateMembers.map { "\($0) = coalesce(?, \($0))" }.joined(separator: ", "))
            WHERE id = ?
            """
        let members: StatementArguments = [
            date, rating, confidence.map { Int64($0) }, body["active"]?.flag, body["activeLocked"]?.flag,
            body["privateFlag"]?.flag, body["size"]?.integer, body["dnsActive"]?.flag, body["whoisActive"]?.flag,
        ]
        try run(sql, members + StatementArguments(dates) + [id])
        guard rating != nil || confidence != nil else { return }
        try run(
            """
            UPDATE indicator SET threatAssessScore = CAST(round(rating / 5 * confidence * 10) AS INTEGER)
            WHERE id = ? AND rating IS NOT NULL AND confidence IS NOT NULL
            """,
            [id]
        )
    }

    private static let dateMembers = [
        "externalDateAdded", "externalDateExpires", "externalLastModified", "firstSeen", "lastSeen",
    ]

    /// False positives count once per user, indicator and day; observations add up.
    private func report(_ body: JSONValue, on id: Int64) throws {
        if body["falsePositiveFlag"]?.flag == true { _ = try session.reportFalsePositive(id) }
        guard let count = try body.number("observations", in: 0...1e9), count > 0 else { return }
        try session.addObservations(Int(count), to: id)
    }

    private func writeAssociatedIndicators(_ nested: V3Nested, of id: Int64, owner: Owner) throws {
        let others = try nested.items.map { try associatedIndicator($0, owner: owner) }
        if nested.mode == .replace { try run("DELETE FROM indicatorAssociation WHERE a = ?1 OR b = ?1", [id]) }
        for other in others where other != id {
            try run("DELETE FROM indicatorAssociation WHERE (a = ?1 AND b = ?2) OR (a = ?2 AND b = ?1)", [id, other])
            if nested.mode != .delete { try run("INSERT INTO indicatorAssociation (a, b) VALUES (?, ?)", [id, other]) }
        }
    }

    private func writeOccurrences(_ nested: V3Nested, of id: Int64) throws {
        if nested.mode == .replace { try run("DELETE FROM fileOccurrence WHERE indicator = ?", [id]) }
        for item in nested.items {
            if nested.mode == .delete {
                try run("DELETE FROM fileOccurrence WHERE indicator = ? AND id = ?", [id, item["id"]?.integer])
            } else {
                try run(
                    "INSERT INTO fileOccurrence (indicator, fileName, path, date) VALUES (?, ?, ?, ?)",
                    [
                        id, item["fileName"]?.text, item["path"]?.text,
                        item["date"]?.text.flatMap(LenientDate.utc) ?? date,
                    ]
                )
            }
        }
    }
}

extension JSONValue {
    /// - Throws: ``Refusal`` (400) for anything but a number in `range`.
    func number(_ name: String, in range: ClosedRange<Double>) throws(Refusal) -> Double? {
        guard let value = self[name] else { return nil }
        guard let number = value.number, range.contains(number) else {
            let (low, high) = (Int64(range.lowerBound), Int64(range.upperBound))
            throw Refusal(
                status: 400,
                message: "The \(name) for this indicator is invalid, please enter a \(name) between \(low) and \(high)"
            )
        }
        return number
    }
}
