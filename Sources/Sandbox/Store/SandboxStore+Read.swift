import GRDB
import Observables

/// The collections to embed in an indicator.
struct Includes: OptionSet, Sendable {
    let rawValue: Int
    static let tags = Includes(rawValue: 1)
    static let attributes = Includes(rawValue: 2)
    static let labels = Includes(rawValue: 4)
    /// The members of section 3.5 of the API document.
    static let additional = Includes(rawValue: 8)
}

extension SandboxStore {
    /// Finds one owner's copy.
    ///
    /// Blocks the calling thread for some ten microseconds: two changes of thread, which waiting would cost, take longer.
    func indicator(_ type: IndicatorType, _ text: String, owner: Owner, includes: Includes) throws -> IndicatorRecord? {
        try database.unsafeRead { db in
            let query = try DirectQuery(Self.findOne, db)
            try query.bind(Int64(type.number), at: 1)
            try query.bind(type.key(for: text), at: 2)
            try query.bind(owner.id, at: 3)
            guard let row = try query.next() else { return nil }
            return try Self.record(StoredIndicator(row: row, types), owner, includes, db)
        }
    }

    /// Every copy of a value, in the order of the owners.
    func copies(_ type: IndicatorType, _ text: String) throws -> [(owner: Owner, indicator: Int64)] {
        let found = try database.read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT owner, indicator FROM lookup WHERE kind = ? AND key = ? ORDER BY owner",
                arguments: [type.number, type.key(for: text)]
            ).map { (owner: $0[0] as Int64, indicator: $0[1] as Int64) }
        }
        let owners = Dictionary(uniqueKeysWithValues: owners.map { ($0.id, $0) })
        return found.compactMap { copy in owners[copy.owner].map { ($0, copy.indicator) } }
    }

    /// One page of indicators, newest id first, and on the first page the number of all.
    func page(_ list: IndicatorList, includes: Includes) async throws -> (records: [IndicatorRecord], total: Int?) {
        try await database.read { db in
            let (condition, arguments) = list.condition
            let rows = try Row.fetchCursor(
                db,
                sql:
                    "SELECT \(StoredIndicator.columns) FROM indicator i WHERE \(condition) ORDER BY i.id DESC LIMIT ? OFFSET ?",
                arguments: arguments + [list.paging.limit, list.paging.start]
            )
            var indicators: [StoredIndicator] = []
            while let row = try rows.next() { indicators.append(StoredIndicator(row: row, types)) }
            let records = try indicators.map { indicator in
                let owner = indicator.owner == list.owner.id ? list.owner : owner(indicator.owner) ?? list.owner
                return try Self.record(indicator, owner, includes, db)
            }
            guard list.paging.start == 0 else { return (records, nil) }
            let count = "SELECT count(*) FROM indicator i WHERE \(condition)"
            return (records, try Int.fetchOne(db, sql: count, arguments: arguments))
        }
    }

    /// All owners and kinds.
    package func countIndicators() throws -> Int {
        try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM indicator") ?? 0 }
    }

    private static let findOne = """
        SELECT \(StoredIndicator.columns) FROM lookup l JOIN indicator i ON i.id = l.indicator
        WHERE l.kind = ? AND l.key = ? AND l.owner = ?
        """

    static func record(
        _ indicator: StoredIndicator,
        _ owner: Owner,
        _ includes: Includes,
        _ db: Database
    ) throws -> IndicatorRecord {
        var record = IndicatorRecord(indicator: indicator, owner: owner)
        let holder = Holder.indicator(indicator.id)
        if includes.contains(.tags) { record.tags = try holder.tags(db) }
        if includes.contains(.attributes) { record.attributes = try holder.attributes(db) }
        if includes.contains(.labels) { record.labels = try holder.labels(db) }
        return record
    }
}
