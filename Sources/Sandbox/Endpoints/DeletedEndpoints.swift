import GRDB

/// Lists that span types: what was deleted and what was observed (API document, section 4.10).
struct DeletedEndpoints: Sendable {
    static let mostObserved = 20_000
    let context: EndpointContext

    var routes: [Route] {
        [
            Route("GET", "/api/v2/indicators/deleted", deleted),
            Route("GET", "/api/v2/indicators/{branch}/deleted", deletedOfType),
            Route("GET", "/api/v2/indicators/observed", observed),
        ]
    }

    private func deleted(_ call: Call) async throws -> Reply {
        let type = try call.query["type"].map { name in
            guard let type = context.store.types.named(name) else { throw Refusal.malformed }
            return type.number
        }
        return try await deleted(call, kind: type)
    }

    /// Not in the vendor's documentation, but what the SDK asks for.
    private func deletedOfType(_ call: Call) async throws -> Reply {
        try await deleted(call, kind: context.type(of: call).number)
    }

    private func deleted(_ call: Call, kind type: Int?) async throws -> Reply {
        let owner = try context.owner(of: call)
        let since = try call.query["deletedSince"].map(IndicatorList.utc)
        let items = try await context.read { try $0.deleted(owner, since: since, kind: type) }
        return try .list("indicator", of: items, call) { item, json in
            json.object { json in
                json.member("ownerName", owner.name)
                json.member("type", item.type.name)
                json.member("dateAdded", item.dateAdded)
                json.member("summary", item.summary)
            }
        }
    }

    private func observed(_ call: Call) async throws -> Reply {
        let owner = try context.owner(of: call)
        let since = try call.query["dateObserved"].map(IndicatorList.utc)
        let items = try await context.read { try $0.observed(owner, since: since, limit: Self.mostObserved) }
        return .success { json in
            json.member("resultCount", items.count)
            json.array("indicator") { json in items.forEach { json.write($0) } }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ item: ObservedIndicator) {
        object { json in
            json.member("summary", item.summary)
            json.member("observationCount", item.count)
            json.member("lastObserved", item.lastObserved)
            json.array("userObservedList") { json in
                for user in item.users {
                    json.object { json in
                        json.member("userName", user.name)
                        json.member("userLastObservedDate", user.last + "T00:00:00Z")
                        json.member("count", user.count)
                    }
                }
            }
        }
    }
}

/// An indicator that somebody has observed, with who did.
struct ObservedIndicator: Sendable {
    let summary: String
    let count: Int
    let lastObserved: String?
    let users: [(name: String, last: String, count: Int)]
}

extension StoreSession {
    /// Newest first.
    func deleted(
        _ owner: Owner?,
        since: String?,
        kind: Int?
    ) throws -> [(type: IndicatorType, summary: String, dateAdded: String, owner: Int64)] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT kind, summary, dateAdded, owner FROM deleted
                WHERE (?1 IS NULL OR owner = ?1) AND (?2 IS NULL OR dateAdded >= ?2) AND (?3 IS NULL OR kind = ?3)
                ORDER BY id DESC
                """,
            arguments: [owner?.id, since, kind]
        ).map { (types.numbered($0[0]), $0[1], $0[2], $0[3]) }
    }

    /// Newest id first.
    func observed(_ owner: Owner, since: String?, limit: Int) throws -> [ObservedIndicator] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT id, summary, observationCount, lastObserved FROM indicator
                WHERE owner = ?1 AND observationCount > 0 AND (?2 IS NULL OR lastObserved >= ?2)
                ORDER BY id DESC LIMIT ?3
                """,
            arguments: [owner.id, since, limit]
        )
        return try rows.map { row in
            let users = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT user, max(day), sum(count) FROM observation WHERE indicator = ?
                        GROUP BY user ORDER BY user
                        """
                ),
                arguments: [row[0] as Int64]
            ).map { (name: $0[0] as String, last: $0[1] as String, count: $0[2] as Int) }
            return ObservedIndicator(summary: row[1], count: row[2], lastObserved: row[3], users: users)
        }
    }

    /// What one user has observed of an indicator, and the last day.
    func ownObservations(_ indicator: Int64, _ user: String) throws -> (count: Int, last: String?) {
        let sql = "SELECT coalesce(sum(count), 0), max(day) FROM observation WHERE indicator = ? AND user = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [indicator, user]) else { return (0, nil) }
        return (row[0], row[1])
    }
}
