import GRDB

/// What a v2 list of groups asks for.
struct GroupList: Sendable {
    /// Which groups there are to choose from.
    enum Scope: Sendable, Hashable {
        case owner
        /// Those associated with an indicator or another group, of any owner.
        case associated(Holder)
        /// Those of the owner that have a tag.
        case tag(String)
    }

    let owner: Owner
    /// nil: all types.
    let type: GroupType?
    let scope: Scope
    let paging: Paging
    let filters: [GroupFilter]
    let anyFilter: Bool

    /// - Throws: ``Refusal`` for a number or filter that cannot be understood.
    init(owner: Owner, type: GroupType?, scope: Scope, query: QueryItems) throws(Refusal) {
        self.owner = owner
        self.type = type
        self.scope = scope
        paging = try Paging(query)
        var filters: [GroupFilter] = []
        for text in query.all("filters").joined(separator: ",").split(separator: ",") {
            filters.append(try GroupFilter(text))
        }
        self.filters = filters
        anyFilter = query["orParams"] == "true"
    }

    /// The condition on the table `groupItem`, named `g`, with its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var (parts, arguments) = scopeCondition
        if let type {
            parts.append("g.type = ?")
            arguments += [type.name]
        }
        if !filters.isEmpty {
            parts.append("(" + filters.map(\.sql).joined(separator: anyFilter ? " OR " : " AND ") + ")")
            filters.forEach { arguments += [$0.argument] }
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    private var scopeCondition: ([String], StatementArguments) {
        switch scope {
        case .owner: (["g.owner = ?"], [owner.id])
        case .associated(.indicator(let id)):
            (["g.id IN (SELECT \"group\" FROM association WHERE indicator = ?)"], [id])
        case .associated(.group(let id)):
            (
                [
                    "g.id IN (SELECT b FROM groupAssociation WHERE a = ? "
                        + "UNION SELECT a FROM groupAssociation WHERE b = ?)"
                ],
                [id, id]
            )
        case .tag(let name):
            (["g.owner = ?", "g.id IN (SELECT \"group\" FROM groupTag WHERE name = ?)"], [owner.id, name])
        }
    }
}

/// One `name<op>value` of the parameter `filters`.
struct GroupFilter: Sendable {
    let sql: String
    let argument: DatabaseValue

    private static let dates: Set<String> = ["dateAdded", "eventDate", "lastModified"]
    private static let texts: Set<String> = ["name", "status", "xid"]

    fileprivate init(_ text: Substring) throws(Refusal) {
        guard let place = text.firstIndex(where: { "=<>^".contains($0) }) else { throw .malformed }
        let (name, operation) = (String(text[..<place]), text[place])
        let value = String(text[text.index(after: place)...])
        switch operation {
        case "=" where Self.texts.contains(name): (sql, argument) = ("g.\(name) = ?", value.databaseValue)
        case "^" where Self.texts.contains(name):
            (sql, argument) = ("instr(g.\(name), ?) = 1", value.databaseValue)
        case "<", ">":
            guard Self.dates.contains(name) else { throw .malformed }
            (sql, argument) = ("g.\(name) \(operation) ?", try IndicatorList.utc(value).databaseValue)
        default: throw .malformed
        }
    }
}

extension StoreSession {
    /// One page of groups, newest id first, and on the first page the number of all.
    func page(_ list: GroupList, _ includes: Includes) throws -> (records: [GroupRecord], total: Int?) {
        let (condition, arguments) = list.condition
        let sql =
            "SELECT \(StoredGroup.columns) FROM groupItem g WHERE \(condition) ORDER BY g.id DESC LIMIT ? OFFSET ?"
        let rows = try Row.fetchAll(db, sql: sql, arguments: arguments + [list.paging.limit, list.paging.start])
        let records = try rows.compactMap { try record(StoredGroup(row: $0), includes) }
        guard list.paging.start == 0 else { return (records, nil) }
        let count = "SELECT count(*) FROM groupItem g WHERE \(condition)"
        return (records, try Int.fetchOne(db, sql: count, arguments: arguments))
    }
}
