import GRDB

/// Where files were seen and what hosts resolved to (API document, section 4.10).
struct OccurrenceEndpoints: Sendable {
    private static let files = "/api/v2/indicators/{branch}/{value}/fileOccurrences"
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("GET", "/api/v2/indicators/{branch}/{value}/dnsResolutions", resolutions),
            // As the vendor's SDK spells it.
            Route("GET", "/api/v2/indicators/{branch}/{value}/dnsResolution", resolutions),
            Route("GET", Self.files, all),
            Route("POST", Self.files, add),
            Route("GET", Self.files + "/{id}", one),
            Route("PUT", Self.files + "/{id}", update),
            Route("DELETE", Self.files + "/{id}", delete),
        ]
    }

    private func all(_ call: Call) async throws -> Reply {
        let items = try await context.read { try $0.fileOccurrences(file(call, $0)) }
        return try .list("fileOccurrence", of: items, call) { $1.write($0) }
    }

    private func one(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        return .occurrence(try await context.read { try $0.fileOccurrence(id, of: file(call, $0)) })
    }

    private func add(_ call: Call) async throws -> Reply {
        let new = try FileOccurrence(body: call.object())
        let stored = try await context.write("file occurrence", "created") { session in
            let file = try file(call, session)
            try session.db.execute(
                sql: "INSERT INTO fileOccurrence (indicator, fileName, path, date) VALUES (?, ?, ?, ?)",
                arguments: [file, new.fileName, new.path, new.date]
            )
            return try session.fileOccurrence(session.db.lastInsertedRowID, of: file)
        }
        return .occurrence(stored, status: 201)
    }

    private func update(_ call: Call) async throws -> Reply {
        let (id, new) = (try call.id(2), try FileOccurrence(body: call.object()))
        let stored = try await context.write("file occurrence", "updated") { session in
            let file = try file(call, session)
            _ = try session.fileOccurrence(id, of: file)
            try session.db.execute(
                sql: """
                    UPDATE fileOccurrence SET fileName = coalesce(?, fileName), path = coalesce(?, path),
                        date = coalesce(?, date) WHERE id = ?
                    """,
                arguments: [new.fileName, new.path, new.date, id]
            )
            return try session.fileOccurrence(id, of: file)
        }
        return .occurrence(stored)
    }

    private func delete(_ call: Call) async throws -> Reply {
        let id = try call.id(2)
        try await context.write("file occurrence", "deleted") { session in
            _ = try session.fileOccurrence(id, of: file(call, session))
            try session.db.execute(sql: "DELETE FROM fileOccurrence WHERE id = ?", arguments: [id])
        }
        return .done()
    }

    private func file(_ call: Call, _ session: StoreSession) throws -> Int64 {
        guard try context.type(of: call).kind == .file else { throw Refusal.noResource(call.target.raw) }
        return try context.indicator(call, session)
    }

    /// A host's resolutions, or the hosts that resolved to an address.
    private func resolutions(_ call: Call) async throws -> Reply {
        let type = try context.type(of: call)
        guard type.kind == .host || type.kind == .address else { throw Refusal.noResource(call.target.raw) }
        let rows = try await context.read { session in
            try session.resolutions(context.indicator(call, session), ofHost: type.kind == .host)
        }
        let owner = try context.owner(of: call)
        return try .list(type.kind == .host ? "dnsResolution" : "indicator", of: rows, call) { row, json in
            json.object { json in
                if type.kind == .host {
                    json.member("resolutionDate", row.date)
                    json.array("addresses") { json in
                        json.object { json in
                            json.member("ip", row.summary)
                            json.member("ownerName", owner.name)
                        }
                    }
                } else {
                    json.member("summary", row.summary)
                    json.member("ownerName", owner.name)
                    json.member("resolutionDate", row.date)
                }
            }
        }
    }
}

/// Where a file was seen. Every member may be unknown.
struct FileOccurrence: Sendable {
    var id: Int64 = 0
    var fileName: String?
    var path: String?
    var date: String?

    init(body: JSONNode) throws(Refusal) {
        fileName = body["fileName"]?.text
        path = body["path"]?.text
        if let text = body["date"]?.text { date = try IndicatorList.utc(text) }
    }

    fileprivate init(row: Row) {
        id = row[0]
        fileName = row[1]
        path = row[2]
        date = row[3]
    }
}

extension JSONWriter {
    mutating func write(_ item: FileOccurrence) {
        object { json in
            json.member("id", item.id)
            json.member("fileName", item.fileName)
            json.member("path", item.path)
            json.member("date", item.date)
        }
    }
}

extension Reply {
    fileprivate static func occurrence(_ item: FileOccurrence, status: Int = 200) -> Reply {
        .success(status) { json in
            json.key("fileOccurrence")
            json.write(item)
        }
    }
}

extension StoreSession {
    func fileOccurrences(_ indicator: Int64) throws -> [FileOccurrence] {
        let sql = "SELECT id, fileName, path, date FROM fileOccurrence WHERE indicator = ? ORDER BY id"
        return try Row.fetchAll(db, sql: sql, arguments: [indicator]).map(FileOccurrence.init(row:))
    }

    func fileOccurrence(_ id: Int64, of indicator: Int64) throws -> FileOccurrence {
        guard let found = try fileOccurrences(indicator).first(where: { $0.id == id }) else { throw Refusal.notFound }
        return found
    }

    /// Newest first, with the summary of the other side.
    func resolutions(_ indicator: Int64, ofHost: Bool) throws -> [(date: String, summary: String)] {
        let (own, other) = ofHost ? ("host", "address") : ("address", "host")
        let sql = """
            SELECT d.date, i.summary FROM dnsResolution d JOIN indicator i ON i.id = d.\(other)
            WHERE d.\(own) = ? ORDER BY d.date DESC, d.id DESC
            """
        return try Row.fetchAll(db, sql: sql, arguments: [indicator]).map { ($0[0], $0[1]) }
    }
}
