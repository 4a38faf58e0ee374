import Foundation
import GRDB

extension V3Reader {
    func writeGroup(_ row: Row, _ fields: V3Fields, to json: inout JSONWriter) throws {
        let id: Int64 = row["id"]
        try json.object { json in
            json.writeID(id, quirk)
            writeOwner(row["owner"], to: &json)
            json.member("dateAdded", row["dateAdded"] as String?)
            json.member("webLink", "\(Self.webHost)/#/details/groups/\(id)/overview")
            json.member("type", row["type"] as String)
            json.member("name", row["name"] as String)
            for name in ["eventDate", "status", "xid"] { json.member(name, row[name] as String?) }
            writeUser("createdBy", to: &json)
            json.member("upVoteCount", "0")
            json.member("downVoteCount", "0")
            json.member("lastModified", row["lastModified"] as String?)
            json.member("legacyLink", "\(Self.webHost)/auth/groups/details/group.xhtml?id=\(id)")
            try writeCollections(ofGroup: id, fields, to: &json)
        }
    }

    private func writeCollections(ofGroup id: Int64, _ fields: V3Fields, to json: inout JSONWriter) throws {
        if fields.contains("associatedIndicators") {
            let sql =
                "SELECT i.* FROM association x JOIN indicator i ON i.id = x.indicator WHERE x.\"group\" = ? ORDER BY i.id"
            let inner = fields.within("associatedIndicators")
            try json.list("associatedIndicators", rows(sql, [id])) { try writeIndicator($0, inner, to: &$1) }
        }
        if fields.contains("attributes") {
            let inner = fields.within("attributes")
            try json.list("attributes", rows("SELECT * FROM attribute WHERE \"group\" = ? ORDER BY id", [id])) {
                try writeAttribute($0, inner, to: &$1)
            }
        }
        if fields.contains("securityLabels") {
            let sql = "SELECT l.* FROM groupLabel x JOIN label l ON l.id = x.label WHERE x.\"group\" = ? ORDER BY l.id"
            try json.list("securityLabels", rows(sql, [id])) { writeLabel($0, to: &$1) }
        }
        if fields.contains("tags") {
            let sql = "SELECT n.* FROM groupTag t JOIN tagName n ON n.name = t.name WHERE t.\"group\" = ? ORDER BY n.id"
            try json.list("tags", rows(sql, [id])) { try writeTag($0, to: &$1) }
        }
        for name in ["associatedGroups", "associatedArtifacts", "associatedCases", "associatedVictimAssets"]
        where fields.contains(name) { json.list(name, []) { _, _ in } }
    }

    func writeAttribute(_ row: Row, _ fields: V3Fields, to json: inout JSONWriter) throws {
        let id: Int64 = row["id"]
        try json.object { json in
            json.writeID(id, quirk)
            json.member("dateAdded", row["dateAdded"] as String)
            json.member("type", row["type"] as String)
            json.member("value", row["value"] as String)
            json.member("source", row["source"] as String?)
            writeUser("createdBy", to: &json)
            json.member("lastModified", row["lastModified"] as String)
            json.member("pinned", row["pinned"] as Bool)
            json.member("default", row["displayed"] as Bool)
            if fields.contains("securityLabels") {
                let sql =
                    "SELECT l.* FROM attributeLabel x JOIN label l ON l.id = x.label WHERE x.attribute = ? ORDER BY l.id"
                try json.list("securityLabels", rows(sql, [id])) { writeLabel($0, to: &$1) }
            }
            if fields.contains("indicator"), let indicator = row["indicator"] as Int64?,
                let found = try self.row("SELECT * FROM indicator WHERE id = ?", [indicator])
            {
                json.key("indicator")
                try writeIndicator(found, fields.within("indicator"), to: &json)
            }
        }
    }

    func writeLabel(_ row: Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", row["id"] as Int64)
            for name in ["name", "description", "color"] { json.member(name, row[name] as String?) }
            json.member("owner", "System")
            json.member("dateAdded", row["dateAdded"] as String?)
        }
    }

    /// - Parameter row: Of the table `tagName`.
    func writeTag(_ row: Row, to json: inout JSONWriter) throws {
        let name: String = row["name"]
        let lastUsed =
            if let dates = context.store.tagDates {
                try dates.date(of: name, db) { try lastUse(ofTag: name) }
            } else {
                try lastUse(ofTag: name)
            }
        json.object { json in
            json.member("id", row["id"] as Int64)
            json.member("name", name)
            json.member("lastUsed", lastUsed)
            json.member("description", row["description"] as String?)
            json.member("techniqueId", row["techniqueId"] as String?)
        }
    }

    private func lastUse(ofTag name: String) throws -> String? {
        let row = try self.row(
            """
            SELECT max(date) FROM (
                SELECT max(i.lastModified) AS date FROM tag t JOIN indicator i ON i.id = t.indicator
                    WHERE t.name = ? COLLATE NOCASE
                UNION ALL SELECT max(g.lastModified) FROM groupTag t JOIN groupItem g ON g.id = t."group" WHERE t.name = ?)
            """,
            [name, name]
        )
        return row.flatMap { $0[0] as String? }
    }

    func writeAttributeType(_ row: Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", row["id"] as Int64)
            json.member("name", row["name"] as String)
            json.member("description", row["description"] as String?)
            json.member("maxSize", row["maxSize"] as Int?)
            json.member("allowMarkdown", row["allowMarkdown"] as Bool?)
            json.member("errorMessage", row["errorMessage"] as String?)
            guard let text = row["validationText"] as String? else { return }
            json.object("validationRule") { json in
                json.member("id", row["id"] as Int64)
                json.member("name", row["name"] as String)
                json.member("text", text)
                json.member("type", "SelectOne")
                json.member("version", 1)
            }
        }
    }

    func writeOwnerObject(_ row: Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", row["id"] as Int64)
            json.member("name", row["name"] as String)
            json.member("type", row["type"] as String)
            json.member("ownerRole", "Api User")
            for name in ["Attribute", "Group", "Indicator", "SecurityLabel", "Tag"] {
                json.member("perm" + name, "FULL")
            }
        }
    }

    /// Everything was made by the one user that the sandbox knows.
    func writeUser(_ name: String, to json: inout JSONWriter) {
        json.object(name) { json in
            json.member("id", 1)
            json.member("userName", context.userName)
            json.member("firstName", "Sandbox")
            json.member("lastName", "User")
            json.member("pseudonym", "sandbox")
            json.member("owner", context.store.organisation.name)
        }
    }
}
