import Foundation
import GRDB

/// The v3 API (API document, section 5).
struct V3Endpoints: Sendable {
    let context: V3Context

    init(store: SandboxStore, now: @escaping @Sendable () -> Date, userName: String) {
        context = V3Context(store: store, now: now, userName: userName)
    }

    var routes: [Route] {
        V3IndicatorEndpoints(context: context).routes + V3GroupEndpoints(context: context).routes
            + V3AttributeEndpoints(context: context).routes + lists + V3Options.routes
    }

    /// Collections that are only read.
    private var lists: [Route] {
        [
            reading(V3Collection(path: "/v3/tags", entity: .tag) { try $2.writeTag($0, to: &$3) }),
            reading(V3Collection(path: "/v3/securityLabels", entity: .label) { $2.writeLabel($0, to: &$3) }),
            reading(
                V3Collection(path: "/v3/attributeTypes", entity: .attributeType) { $2.writeAttributeType($0, to: &$3) }
            ),
            reading(V3Collection(path: "/v3/security/owners", entity: .owner) { $2.writeOwnerObject($0, to: &$3) }),
            [Route("GET", "/api/v3/security/exclusionLists", exclusionLists)],
        ].flatMap { $0 }
    }

    private func reading(_ collection: V3Collection) -> [Route] {
        let context = context
        return [
            Route("GET", "/api\(collection.path)"[...]) { try collection.list($0, context) },
            Route("GET", "/api\(collection.path)/{id}"[...]) { call in
                try collection.one(call, context, id: Int64(call.parameters[0]))
            },
        ]
    }

    private func exclusionLists(_ call: Call) -> Reply {
        .json { json in
            json.array("data") { _ in }
            json.member("status", "Success")
        }
    }
}

extension V3Collection {
    /// Answers with the object of that id.
    ///
    /// - Throws: ``Refusal/notFound``.
    func one(_ call: Call, _ context: V3Context, id: Int64?) throws -> Reply {
        let query = try V3Query(call)
        guard let id else { throw Refusal.notFound }
        return try context.read { db in
            try reply(id, query.fields, V3Reader(db: db, context: context, quirk: call.quirk))
        }
    }

    /// - Parameter message: `Created` or `Updated`, after a write in the same transaction.
    func reply(
        _ id: Int64,
        _ fields: V3Fields,
        _ reader: V3Reader,
        status: Int = 200,
        message: String? = nil
    ) throws -> Reply {
        let sql = "SELECT i.* FROM \(entity.table.replacing("#", with: "i")) WHERE i.id = ? AND \(base)"
        guard let row = try reader.row(sql, [id]) else { throw Refusal.notFound }
        return try .v3(status, message: message) { json in try write(row, fields, reader, &json) }
    }
}
