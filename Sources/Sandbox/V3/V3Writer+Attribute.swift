import Foundation
import GRDB

extension V3Writer {
    /// An item with an id changes that attribute, one without adds another, even one that is equal to an existing one.
    func writeAttributes(_ nested: V3Nested, _ subject: V3Subject) throws {
        var kept: [Int64] = []
        for item in nested.items {
            if let id = item["id"]?.integer {
                let sql = "SELECT id FROM attribute WHERE id = ? AND \(subject.column) = ?"
                guard try self.id(sql, [id, subject.id]) != nil else { throw Refusal.notFound }
                if nested.mode == .delete {
                    try deleteAttribute(id)
                } else {
                    try updateAttribute(id, item)
                    kept.append(id)
                }
            } else if nested.mode == .delete {
                throw Refusal(status: 400, message: "An attribute is deleted by its id")
            } else {
                kept.append(try addAttribute(item, to: subject))
            }
        }
        if nested.mode == .replace {
            let sql = "SELECT id FROM attribute WHERE \(subject.column) = ?"
            for id in try Int64.fetchAll(db, sql: sql, arguments: [subject.id]) where !kept.contains(id) {
                try deleteAttribute(id)
            }
        }
        try mirrorAttributes(of: subject)
    }

    func addAttribute(_ item: JSONValue, to subject: V3Subject) throws -> Int64 {
        guard let type = item["type"]?.text, let known = try attributeType(type) else {
            throw Refusal(status: 400, message: "The requested attribute type was not found")
        }
        let value = try checkedValue(item, known)
        try run(
            """
            INSERT INTO attribute (\(subject.column), type, value, displayed, source, pinned, dateAdded, lastModified)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                subject.id, known["name"] as String, value, item.isDefault ?? false, item["source"]?.text,
                item["pinned"]?.flag ?? false, date, date,
            ]
        )
        let id = db.lastInsertedRowID
        try finishAttribute(id, item)
        return id
    }

    func updateAttribute(_ id: Int64, _ item: JSONValue) throws {
        guard let old = try row("SELECT * FROM attribute WHERE id = ?", [id]) else { throw Refusal.notFound }
        var value: String?
        if item["value"] != nil {
            let known = try attributeType(old["type"])
            value = try known.map { try checkedValue(item, $0) } ?? item["value"]?.text
        }
        try run(
            """
            UPDATE attribute SET value = coalesce(?, value), displayed = coalesce(?, displayed),
                source = coalesce(?, source), pinned = coalesce(?, pinned), lastModified = ? WHERE id = ?
            """,
            [value, item.isDefault, item["source"]?.text, item["pinned"]?.flag, date, id]
        )
        try finishAttribute(id, item, isUpdate: true)
    }

    func deleteAttribute(_ id: Int64) throws {
        try run("DELETE FROM attributeLabel WHERE attribute = ?", [id])
        try run("DELETE FROM attribute WHERE id = ?", [id])
    }

    /// Labels, and that one attribute of a type is the default.
    private func finishAttribute(_ id: Int64, _ item: JSONValue, isUpdate: Bool = false) throws {
        if let labels = try V3Nested("securityLabels", in: item, honoursMode: isUpdate) {
            try writeLabels(labels, table: "attributeLabel", column: "attribute", of: id)
        }
        guard item.isDefault == true else { return }
        try run(
            """
            UPDATE attribute SET displayed = 0 WHERE id <> ?1 AND EXISTS (SELECT 1 FROM attribute n WHERE n.id = ?1
                AND n.type = attribute.type AND n.indicator IS attribute.indicator AND n."group" IS attribute."group")
            """,
            [id]
        )
    }

    /// The indicator's own members repeat its default Description and Source, else the first.
    func mirrorAttributes(of subject: V3Subject) throws {
        guard subject.table == "indicator" else { return }
        let shown = """
            (SELECT value FROM attribute WHERE indicator = ?1 AND type = '%' ORDER BY displayed DESC, id LIMIT 1)
            """
        try run(
            """
            UPDATE indicator SET description = \(shown.replacing("%", with: "Description")),
                source = \(shown.replacing("%", with: "Source")) WHERE id = ?1
            """,
            [subject.id]
        )
    }

    private func attributeType(_ name: String) throws -> Row? {
        try row("SELECT * FROM attributeType WHERE name = ? COLLATE NOCASE", [name])
    }

    private func checkedValue(_ item: JSONValue, _ type: Row) throws(Refusal) -> String {
        guard let value = item["value"]?.text, !value.isEmpty else {
            throw Refusal(status: 400, message: "This attribute requires a value")
        }
        let name: String = type["name"]
        let maximum: Int? = type["maxSize"]
        if let maximum, value.count > maximum {
            throw Self.invalid(type) ?? .length("value", of: name, maximum: maximum)
        }
        let allowed = (type["validationText"] as String?)?.split(separator: ";").map(String.init) ?? []
        guard allowed.isEmpty || allowed.contains(value) else {
            throw Self.invalid(type)
                ?? Refusal(
                    status: 400,
                    message: "The value for this \(name) is invalid , please enter one of the following values: "
                        + allowed.joined(separator: ", ")
                )
        }
        return value
    }

    private static func invalid(_ type: Row) -> Refusal? {
        (type["errorMessage"] as String?).map { Refusal(status: 400, message: $0) }
    }
}

extension JSONValue {
    /// v3 says `default`, v2 `displayed`.
    fileprivate var isDefault: Bool? { self["default"]?.flag ?? self["displayed"]?.flag }
}
