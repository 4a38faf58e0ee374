import Foundation
import GRDB

/// `/v3/groups`.
struct V3GroupEndpoints: Sendable {
    static let collection = V3Collection(path: "/v3/groups", entity: .group, owner: "i.owner") {
        try $2.writeGroup($0, $1, to: &$3)
    }

    let context: V3Context

    var routes: [Route] {
        [
            Route("GET", "/api/v3/groups") { try Self.collection.list($0, context) },
            Route("POST", "/api/v3/groups", create),
            Route("GET", "/api/v3/groups/{id}") { try Self.collection.one($0, context, id: find($0)) },
            Route("PUT", "/api/v3/groups/{id}", update),
            Route("DELETE", "/api/v3/groups/{id}", delete),
        ]
    }

    private func create(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        let owner = try context.owner(of: body, query)
        return try context.write { db in
            let id = try V3Writer(db: db, context: context).createGroup(body, owner: owner)
            let reader = V3Reader(db: db, context: context, quirk: call.quirk)
            return try Self.collection.reply(id, query.fields, reader, status: 201, message: "Created")
        }
    }

    private func update(_ call: Call) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        let id = try find(call)
        return try context.write { db in
            try V3Writer(db: db, context: context).updateGroup(id, body, isUpdate: true)
            let reader = V3Reader(db: db, context: context, quirk: call.quirk)
            return try Self.collection.reply(id, query.fields, reader, message: "Updated")
        }
    }

    private func delete(_ call: Call) throws -> Reply {
        let id = try find(call)
        return try context.write { db in
            try V3Writer(db: db, context: context).deleteGroup(id)
            return .v3Deleted
        }
    }

    /// By id or xid.
    private func find(_ call: Call) throws -> Int64 {
        let key = call.parameters[0]
        let sql = "SELECT id FROM groupItem WHERE id = ? OR xid = ? ORDER BY id = ? DESC"
        let found = try context.read { try Int64.fetchOne($0, sql: sql, arguments: [Int64(key), key, Int64(key)]) }
        guard let found else { throw Refusal.notFound }
        return found
    }
}

/// `/v3/indicatorAttributes` and `/v3/groupAttributes` (API document, section 5.5).
struct V3AttributeEndpoints: Sendable {
    let context: V3Context

    var routes: [Route] {
        routes("/v3/indicatorAttributes", column: "indicator", member: "indicatorId", V3Subject.indicator)
            + routes("/v3/groupAttributes", column: "\"group\"", member: "groupId", V3Subject.group)
    }

    private func routes(
        _ path: String,
        column: String,
        member: String,
        _ subject: @escaping @Sendable (Int64) -> V3Subject
    ) -> [Route] {
        let collection = V3Collection(
            path: path,
            entity: .attribute,
            base: "i.\(column) IS NOT NULL",
            owner: "(SELECT owner FROM \(subject(0).table) WHERE id = i.\(column))"
        ) { try $2.writeAttribute($0, $1, to: &$3) }
        let context = context
        return [
            Route("GET", "/api\(path)"[...]) { try collection.list($0, context) },
            Route("POST", "/api\(path)"[...]) { try create($0, collection, member, subject) },
            Route("GET", "/api\(path)/{id}"[...]) { try collection.one($0, context, id: Int64($0.parameters[0])) },
            Route("PUT", "/api\(path)/{id}"[...]) { try update($0, collection, column, subject) },
            Route("DELETE", "/api\(path)/{id}"[...]) { try delete($0, column, subject) },
        ]
    }

    private func create(
        _ call: Call,
        _ collection: V3Collection,
        _ member: String,
        _ subject: (Int64) -> V3Subject
    ) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        guard let id = body[member]?.integer else {
            throw Refusal(status: 400, message: "The attribute needs \(member)")
        }
        return try context.write { db in
            let writer = V3Writer(db: db, context: context)
            let subject = subject(id)
            guard try writer.id("SELECT id FROM \(subject.table) WHERE id = ?", [id]) != nil else {
                throw Refusal.notFound
            }
            let attribute = try writer.addAttribute(body, to: subject)
            try writer.mirrorAttributes(of: subject)
            let reader = V3Reader(db: db, context: context, quirk: call.quirk)
            return try collection.reply(attribute, query.fields, reader, status: 201, message: "Created")
        }
    }

    private func update(
        _ call: Call,
        _ collection: V3Collection,
        _ column: String,
        _ subject: (Int64) -> V3Subject
    ) throws -> Reply {
        let query = try V3Query(call)
        let body = try JSONValue.object(in: call.body)
        return try context.write { db in
            let writer = V3Writer(db: db, context: context)
            let (id, holder) = try find(call, column, writer)
            try writer.updateAttribute(id, body)
            try writer.mirrorAttributes(of: subject(holder))
            let reader = V3Reader(db: db, context: context, quirk: call.quirk)
            return try collection.reply(id, query.fields, reader, message: "Updated")
        }
    }

    private func delete(_ call: Call, _ column: String, _ subject: (Int64) -> V3Subject) throws -> Reply {
        try context.write { db in
            let writer = V3Writer(db: db, context: context)
            let (id, holder) = try find(call, column, writer)
            try writer.deleteAttribute(id)
            try writer.mirrorAttributes(of: subject(holder))
            return .v3Deleted
        }
    }

    private func find(_ call: Call, _ column: String, _ writer: V3Writer) throws -> (id: Int64, holder: Int64) {
        let sql = "SELECT id, \(column) FROM attribute WHERE id = ? AND \(column) IS NOT NULL"
        guard let row = try writer.row(sql, [Int64(call.parameters[0])]) else { throw Refusal.notFound }
        return (row[0], row[1])
    }
}
