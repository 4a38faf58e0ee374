import Foundation
import GRDB

/// One kind of object of the v3 API: what a list of them selects from and how one is written.
struct V3Collection: Sendable {
    typealias Write = @Sendable (Row, V3Fields, V3Reader, inout JSONWriter) throws -> Void

    /// Below the base URL: `/v3/indicators`.
    let path: String
    let entity: TQLEntity
    /// A condition on the row `i` that always holds.
    var base = "1"
    /// Holds unless the query mentions the keyword: inactive indicators are hidden.
    var unlessMentioned: (keyword: String, sql: String)?
    /// The owner of the row `i`; nil where rows have none.
    var owner: String?
    let write: Write

    private var table: String { entity.table.replacing("#", with: "i") }

    /// Answers a list call with `data`, `next`, `prev` and, when asked for, `count`.
    func list(_ call: Call, _ context: V3Context) throws -> Reply {
        let query = try V3Query(call)
        let condition = try condition(query, context)
        let order = try order(query.sorting)
        return try context.read { db in
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT i.* FROM \(table) WHERE \(condition.sql) ORDER BY \(order) LIMIT ? OFFSET ?",
                arguments: condition.arguments + [query.limit + 1, query.start]
            )
            var count: Int?
            if query.wantsCount, query.start == 0 {
                let sql = "SELECT count(*) FROM \(table) WHERE \(condition.sql)"
                count = try Int.fetchOne(db, sql: sql, arguments: condition.arguments)
            }
            return try reply(rows, count, query, V3Reader(db: db, context: context, quirk: call.quirk))
        }
    }

    private func reply(_ rows: [Row], _ count: Int?, _ query: V3Query, _ reader: V3Reader) throws -> Reply {
        var json = JSONWriter()
        try json.object { json in
            if rows.count > query.limit, query.limit > 0 {
                json.member("next", query.link(path, start: query.start + query.limit))
            }
            try json.array("data") { json in
                for row in rows.prefix(query.limit) { try write(row, query.fields, reader, &json) }
            }
            json.member("count", count.map { $0 + (reader.quirk == .resultCountDrift ? 1 : 0) })
            if query.start > 0 { json.member("prev", query.link(path, start: max(0, query.start - query.limit))) }
            json.member("status", "Success")
        }
        return Reply(status: 200, body: json.bytes)
    }

    private func condition(_ query: V3Query, _ context: V3Context) throws -> TQLCompiler.Condition {
        var parts = [base]
        var arguments: StatementArguments = []
        var expression: TQLExpression?
        do throws(TQLProblem) {
            if let tql = query.tql { expression = try TQLParser.parse(tql) }
            if let expression {
                var compiler = TQLCompiler(types: context.types, now: context.now())
                let condition = try compiler.condition(expression, on: entity, alias: "i")
                parts.append("(\(condition.sql))")
                arguments += condition.arguments
            }
        } catch {
            throw error.refusal
        }
        if let unlessMentioned, expression?.mentions(unlessMentioned.keyword) != true {
            parts.append(unlessMentioned.sql)
        }
        if let name = query.owner, let owner {
            parts.append("\(owner) = ?")
            arguments += [try context.owner(named: name).id]
        }
        return TQLCompiler.Condition(sql: parts.joined(separator: " AND "), arguments: arguments)
    }

    /// `ownerName asc confidence desc`; rows that are equal come in the order of their ids.
    private func order(_ words: [String]) throws(Refusal) -> String {
        var terms: [String] = []
        for word in words {
            switch word.lowercased() {
            case "asc", "desc", "nullsfirst", "nullslast":
                guard let last = terms.indices.last else { throw Self.unsortable(word) }
                let nulls = ["nullsfirst": "NULLS FIRST", "nullslast": "NULLS LAST"]
                terms[last] += " " + (nulls[word.lowercased()] ?? word.uppercased())
            default:
                guard let column = entity.fields[word.lowercased()]?.sortColumn else { throw Self.unsortable(word) }
                terms.append(column.replacing("@", with: "i"))
            }
        }
        return (terms + ["i.id"]).joined(separator: ", ")
    }

    private static func unsortable(_ word: String) -> Refusal {
        Refusal(
            status: 400,
            message: "The sorting parameter is not valid: \(word) is neither a keyword nor a direction"
        )
    }
}

extension TQLEntity.Field {
    fileprivate var sortColumn: String? {
        switch self {
        case .text(let column): "\(column) COLLATE NOCASE"
        case .number(let column), .date(let column), .flag(let column), .either(let column, _): column
        case .summary: "@.summary COLLATE NOCASE"
        case .value(let place): "coalesce(@.value\(place), @.summary) COLLATE NOCASE"
        case .indicatorType: "@.kind"
        case .member: nil
        }
    }
}

extension TQLExpression {
    /// True when the keyword stands outside of every link.
    func mentions(_ keyword: String) -> Bool {
        switch self {
        case .all(let parts), .any(let parts): parts.contains { $0.mentions(keyword) }
        case .not(let part): part.mentions(keyword)
        case .comparison(let comparison): comparison.keyword.folded == keyword.lowercased()
        case .linked: false
        }
    }
}
