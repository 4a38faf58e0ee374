import Foundation
import GRDB

/// Carries out what a v3 request body says, within one transaction: an error undoes all of it.
struct V3Writer {
    let db: Database
    let context: V3Context
    /// UTC, `2017-07-13T17:04:54Z`.
    let date: String

    init(db: Database, context: V3Context) {
        self.db = db
        self.context = context
        date = context.date
    }

    /// What v2 writes with, in the same transaction.
    var session: StoreSession { StoreSession(db: db, store: context.store, now: date, user: context.userName) }

    func run(_ sql: String, _ arguments: StatementArguments) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func id(_ sql: String, _ arguments: StatementArguments) throws -> Int64? {
        try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Tags, labels and attributes: what indicators and groups have in common.
    func writeCommon(_ body: JSONValue, to subject: V3Subject, isUpdate: Bool) throws {
        if let tags = try V3Nested("tags", in: body, honoursMode: isUpdate) { try writeTags(tags, subject) }
        if let labels = try V3Nested("securityLabels", in: body, honoursMode: isUpdate) {
            try writeLabels(labels, table: subject.labels, column: subject.column, of: subject.id)
        }
        if let attributes = try V3Nested("attributes", in: body, honoursMode: isUpdate) {
            try writeAttributes(attributes, subject)
        }
    }
}

// MARK: Tags and labels

extension V3Writer {
    private func writeTags(_ nested: V3Nested, _ subject: V3Subject) throws {
        let names = try nested.items.map(tagName)
        if nested.mode == .replace { try run("DELETE FROM \(subject.tags) WHERE \(subject.column) = ?", [subject.id]) }
        for name in names {
            let sql =
                nested.mode == .delete
                ? "DELETE FROM \(subject.tags) WHERE \(subject.column) = ? AND name = ?"
                : "INSERT OR IGNORE INTO \(subject.tags) (\(subject.column), name) VALUES (?, ?)"
            try run(sql, [subject.id, name])
        }
    }

    /// By id, name or ATT&CK technique; a name in other letter case is the tag that exists.
    private func tagName(_ item: JSONValue) throws -> String {
        if let id = item["id"]?.integer {
            guard let row = try row("SELECT name FROM tagName WHERE id = ?", [id]) else { throw Refusal.notFound }
            return row[0]
        }
        if let technique = item["techniqueId"]?.text {
            let name = try row("SELECT name FROM tagName WHERE techniqueId = ?", [technique]).map { $0[0] as String }
            let found = name ?? Self.techniques[technique] ?? technique
            try run("INSERT OR IGNORE INTO tagName (name) VALUES (?)", [found])
            try run("UPDATE tagName SET techniqueId = ? WHERE name = ?", [technique, found])
            return found
        }
        guard let name = item["name"]?.text, !name.isEmpty else {
            throw Refusal(status: 400, message: "A tag needs a name")
        }
        guard name.count <= 128 else { throw Refusal.length("name", of: "Tag", maximum: 128) }
        return try row("SELECT name FROM tagName WHERE name = ? COLLATE NOCASE", [name]).map { $0[0] } ?? name
    }

    /// Enough of MITRE ATT&CK for samples; any other technique is named by its id.
    private static let techniques = [
        "T1566": "Phishing", "T1059": "Command and Scripting Interpreter", "T1071": "Application Layer Protocol",
        "T1105": "Ingress Tool Transfer", "T1190": "Exploit Public-Facing Application",
        "T1486": "Data Encrypted for Impact",
    ]

    /// - Parameters:
    ///   - table: Links `column` with a label.
    func writeLabels(_ nested: V3Nested, table: String, column: String, of id: Int64) throws {
        let labels = try nested.items.map(label)
        if nested.mode == .replace { try run("DELETE FROM \(table) WHERE \(column) = ?", [id]) }
        for label in labels {
            let sql =
                nested.mode == .delete
                ? "DELETE FROM \(table) WHERE \(column) = ? AND label = ?"
                : "INSERT OR IGNORE INTO \(table) (\(column), label) VALUES (?, ?)"
            try run(sql, [id, label])
        }
    }

    private func label(_ item: JSONValue) throws -> Int64 {
        let found =
            try item["id"]?.integer.map { try id("SELECT id FROM label WHERE id = ?", [$0]) }
            ?? item["name"]?.text.map { try id("SELECT id FROM label WHERE name = ? COLLATE NOCASE", [$0]) }
        guard let label = found ?? nil else {
            throw Refusal(status: 400, message: "The requested security label was not found")
        }
        return label
    }
}

extension Refusal {
    static func length(_ field: String, of entity: String, maximum: Int) -> Refusal {
        Refusal(
            status: 400,
            message:
                "The \(field) for this \(entity) is invalid, please enter a \(field) between 1-\(maximum) characters in length"
        )
    }
}
