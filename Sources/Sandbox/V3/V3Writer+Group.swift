import Foundation
import GRDB

extension V3Writer {
    static let groupTypes = [
        "Adversary", "Attack Pattern", "Campaign", "Course of Action", "Document", "Email", "Event", "Incident",
        "Intrusion Set", "Malware", "Report", "Signature", "Tactic", "Task", "Threat", "Tool", "Vulnerability",
    ]

    /// A name may occur more than once: a POST always adds a group, unless its xid is known.
    func createGroup(_ body: JSONValue, owner: Owner) throws -> Int64 {
        guard let type = Self.groupTypes.first(where: { $0.lowercased() == body["type"]?.text?.lowercased() }) else {
            throw Refusal(status: 400, message: "The type of this group is not known")
        }
        if let xid = body["xid"]?.text {
            let known = try id("SELECT id FROM groupItem WHERE owner = ? AND xid = ?", [owner.id, xid])
            if let known {
                try updateGroup(known, body, isUpdate: false)
                return known
            }
        }
        guard let name = body["name"]?.text, !name.isEmpty else {
            throw Refusal(status: 400, message: "A group needs a name")
        }
        try run(
            "INSERT INTO groupItem (owner, type, name, xid, dateAdded, lastModified) VALUES (?, ?, ?, ?, ?, ?)",
            [owner.id, type, name, body["xid"]?.text, date, date]
        )
        let id = db.lastInsertedRowID
        try updateGroup(id, body, isUpdate: false)
        return id
    }

    func updateGroup(_ id: Int64, _ body: JSONValue, isUpdate: Bool) throws {
        var eventDate: String?
        if let text = body["eventDate"]?.text {
            guard let date = LenientDate.utc(text) else {
                throw Refusal(status: 400, message: "The eventDate is no date")
            }
            eventDate = date
        }
        try run(
            """
            UPDATE groupItem SET name = coalesce(?, name), eventDate = coalesce(?, eventDate),
                status = coalesce(?, status), xid = coalesce(?, xid), lastModified = ? WHERE id = ?
            """,
            [body["name"]?.text, eventDate, body["status"]?.text, body["xid"]?.text, date, id]
        )
        try writeCommon(body, to: .group(id), isUpdate: isUpdate)
        guard let nested = try V3Nested("associatedIndicators", in: body, honoursMode: isUpdate),
            let owner = try self.id("SELECT owner FROM groupItem WHERE id = ?", [id]).flatMap(context.owner(id:))
        else { return }
        let indicators = try nested.items.map { try associatedIndicator($0, owner: owner) }
        if nested.mode == .replace { try run("DELETE FROM association WHERE \"group\" = ?", [id]) }
        for indicator in indicators { try associate(indicator, id, nested.mode) }
    }

    func deleteGroup(_ id: Int64) throws { try session.deleteGroup(id) }

    func writeAssociatedGroups(_ nested: V3Nested, of indicator: Int64, owner: Owner) throws {
        let groups = try nested.items.map { try associatedGroup($0, owner: owner, mayCreate: nested.mode != .delete) }
        if nested.mode == .replace { try run("DELETE FROM association WHERE indicator = ?", [indicator]) }
        for group in groups { try associate(indicator, group, nested.mode) }
    }

    private func associate(_ indicator: Int64, _ group: Int64, _ mode: V3Nested.Mode) throws {
        let sql =
            mode == .delete
            ? "DELETE FROM association WHERE indicator = ? AND \"group\" = ?"
            : "INSERT OR IGNORE INTO association (indicator, \"group\") VALUES (?, ?)"
        try run(sql, [indicator, group])
    }

    /// By id, or by name and type, which creates the group where it does not exist.
    private func associatedGroup(_ item: JSONValue, owner: Owner, mayCreate: Bool) throws -> Int64 {
        if let id = item["id"]?.integer {
            guard try self.id("SELECT id FROM groupItem WHERE id = ?", [id]) != nil else { throw Refusal.notFound }
            return id
        }
        let owner = try item["ownerName"]?.text.map(context.owner(named:)) ?? owner
        if let name = item["name"]?.text, let type = item["type"]?.text {
            let sql = "SELECT id FROM groupItem WHERE owner = ? AND name = ? AND type = ? COLLATE NOCASE ORDER BY id"
            if let id = try id(sql, [owner.id, name, type]) { return id }
        }
        guard mayCreate else { throw Refusal.notFound }
        return try createGroup(item, owner: owner)
    }
}
