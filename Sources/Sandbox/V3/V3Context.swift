import Foundation
import GRDB

/// What every v3 endpoint needs: the store, the clock and who is asking.
struct V3Context: Sendable {
    let store: SandboxStore
    let now: @Sendable () -> Date
    let userName: String

    var types: [IndicatorType] { IndicatorType.all }

    /// UTC, `2017-07-13T17:04:54Z`.
    var date: String { now().formatted(.iso8601) }

    /// - Throws: ``Refusal/ownerNotFound``.
    func owner(named name: String) throws(Refusal) -> Owner {
        guard let owner = store.owner(named: name) else { throw .ownerNotFound }
        return owner
    }

    func owner(id: Int64) -> Owner? { store.owners.first { $0.id == id } }

    /// Where a body without `ownerName` and `ownerId`, and a query without `owner`, creates: the own organisation.
    func owner(of body: JSONValue, _ query: V3Query) throws(Refusal) -> Owner {
        if let id = body["ownerId"]?.integer {
            guard let owner = owner(id: id) else { throw .ownerNotFound }
            return owner
        }
        guard let name = body["ownerName"]?.text ?? query.owner else { return store.organisation }
        return try owner(named: name)
    }

    func read<R>(_ body: (Database) throws -> R) throws -> R {
        try answering { try store.database.read(body) }
    }

    /// One transaction: a request that is refused changes nothing.
    func write<R>(_ body: (Database) throws -> R) throws -> R {
        try answering { try store.database.write(body) }
    }

    /// A query that is too deep or too large for SQLite is the caller's mistake, not the server's.
    private func answering<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as DatabaseError where Self.isTooMuch(error) {
            throw Refusal(status: 400, message: "The TQL query is not valid: it is too complex")
        }
    }

    private static func isTooMuch(_ error: DatabaseError) -> Bool {
        guard let message = error.message, error.resultCode == .SQLITE_ERROR || error.resultCode == .SQLITE_TOOBIG
        else {
            return false
        }
        return ["too complex", "too large", "too many", "overflow", "too big"].contains { message.contains($0) }
    }
}

/// Reads what belongs to the rows of an answer, within the transaction that found them.
struct V3Reader {
    let db: Database
    let context: V3Context
    let quirk: Fault.Quirk?

    static let webHost = "https://sandbox.example"

    func rows(_ sql: String, _ arguments: StatementArguments) throws -> [Row] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: arguments)
    }

    func row(_ sql: String, _ arguments: StatementArguments) throws -> Row? {
        try Row.fetchOne(db.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Reply {
    /// `{"data":{…},"message":"Created","status":"Success"}`; no message for a read.
    static func v3(_ status: Int = 200, message: String? = nil, _ data: (inout JSONWriter) throws -> Void) rethrows
        -> Reply
    {
        var json = JSONWriter()
        try json.object { json in
            json.key("data")
            try data(&json)
            json.member("message", message)
            json.member("status", "Success")
        }
        return Reply(status: status, body: json.bytes)
    }

    static let v3Deleted = Reply.json { json in
        json.member("message", "Deleted")
        json.member("status", "Success")
    }
}

extension JSONWriter {
    /// `"tags":{"data":[…]}`
    mutating func list(_ name: String, _ rows: [Row], _ write: (Row, inout JSONWriter) throws -> Void) rethrows {
        try object(name) { json in
            try json.array("data") { json in
                for row in rows { try write(row, &json) }
            }
        }
    }
}
