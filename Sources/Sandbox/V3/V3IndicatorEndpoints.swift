import Foundation
import GRDB

/// `/v3/indicators` (API document, sections 5.1 to 5.4).
struct V3IndicatorEndpoints: Sendable {
    static let collection = V3Collection(
        path: "/v3/indicators",
        entity: .indicator,
        unlessMentioned: (keyword: "indicatorActive", sql: "i.active = 1"),
        owner: "i.owner"
    ) { try $2.writeIndicator($0, $1, to: &$3) }

    let context: V3Context

    var routes: [Route] {
        [
            Route("GET", "/api/v3/indicators") { try Self.collection.list($0, context) },
            Route("POST", "/api/v3/indicators", create),
            Route("GET", "/api/v3/indicators/deleted", deleted),
            Route("GET", "/api/v3/indicators/{key}", one),
            Route("PUT", "/api/v3/indicators/{key}", update),
            Route("DELETE", "/api/v3/indicators/{key}", delete),
        ]
    }

    private func one(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        return try context.read { db in
            let id = try find(call, query, V3Writer(db: db, context: context))
            return try Self.collection.reply(id, query.fields, V3Reader(db: db, context: context, quirk: call.quirk))
        }
    }

    private func create(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        let owner = try context.owner(of: body, query)
        return try context.write { db in
            let made = try V3Writer(db: db, context: context).createIndicator(body, owner: owner)
            return try Self.collection.reply(
                made.id,
                query.fields,
                V3Reader(db: db, context: context, quirk: call.quirk),
                status: made.isNew ? 201 : 200,
                message: made.isNew ? "Created" : "Updated"
            )
        }
    }

    private func update(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        return try context.write { db in
            let writer = V3Writer(db: db, context: context)
            let id = try find(call, query, writer)
            try writer.updateIndicator(id, body, isUpdate: true)
            let reader = V3Reader(db: db, context: context, quirk: call.quirk)
            return try Self.collection.reply(id, query.fields, reader, message: "Updated")
        }
    }

    private func delete(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        return try context.write { db in
            let writer = V3Writer(db: db, context: context)
            try writer.deleteIndicator(find(call, query, writer))
            return .v3Deleted
        }
    }

    /// By id, or by summary in the caller's organisation unless `owner` names another.
    private func find(_ call: Call, _ query: V3Query, _ writer: V3Writer) throws -> Int64 {
        let key = call.parameters[0]
        if let number = Int64(key), let id = try writer.id("SELECT id FROM indicator WHERE id = ?", [number]) {
            return id
        }
        let owner = try query.owner.map(context.owner(named:)) ?? context.store.organisation
        for type in context.types {
            let keys = type.keys(of: type.values(ofSummary: key))
            if let id = try writer.copies(type, keys, owner).first { return id }
        }
        throw Refusal.notFound
    }

    private func deleted(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        var conditions = ["1"]
        var arguments: StatementArguments = []
        if let name = query.owner {
            conditions.append("owner = ?")
            arguments += [try context.owner(named: name).id]
        }
        if let type = query["type"], let kind = context.types.firstIndex(where: { $0.kind.name == type }) {
            conditions.append("kind = ?")
            arguments += [kind]
        }
        if let since = query["deletedSince"] {
            conditions.append("dateAdded >= ?")
            arguments += [try IndicatorList.utc(since)]
        }
        let sql = "SELECT * FROM deleted WHERE \(conditions.joined(separator: " AND ")) ORDER BY id"
        let rows = try context.read { try Row.fetchAll($0, sql: sql, arguments: arguments) }
        return .json { json in
            json.array("data") { json in
                for row in rows.dropFirst(query.start).prefix(query.limit) { writeDeleted(row, to: &json) }
            }
            json.member("count", rows.count)
            json.member("status", "Success")
        }
    }

    private func writeDeleted(_ row: Row, to json: inout JSONWriter) {
        json.object { json in
            json.member("ownerName", context.owner(id: row["owner"])?.name)
            json.member("dateAdded", row["dateAdded"] as String?)
            json.member("type", context.types[row["kind"]].kind.name)
            json.member("summary", row["summary"] as String)
        }
    }
}
