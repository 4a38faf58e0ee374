import Foundation
import GRDB
import Observables

/// What a v2 list call asks for: whose indicators, which, and which part of them (API document, sections 3.3 and 3.4).
struct IndicatorList: Sendable {
    /// Which indicators there are to choose from.
    enum Scope: Sendable, Hashable {
        /// All of the owner.
        case owner
        /// Those associated with a group, of any owner.
        case group(Int64)
        /// Those associated with an indicator, of any owner.
        case indicator(Int64)
        /// Those of the owner that have a tag.
        case tag(String)
    }

    let owner: Owner
    let scope: Scope
    /// nil: all types.
    let type: IndicatorType?
    var paging: Paging
    /// ISO 8601 UTC text; indicators modified then or later.
    let modifiedSince: String?
    let filters: [ListFilter]
    /// One fulfilled filter is enough.
    let anyFilter: Bool

    /// - Throws: ``Refusal`` for a number or filter that cannot be understood.
    init(owner: Owner, type: IndicatorType?, scope: Scope, query: QueryItems) throws(Refusal) {
        self.owner = owner
        self.type = type
        self.scope = scope
        paging = try Paging(query)
        modifiedSince = try query["modifiedSince"].map(Self.utc)
        filters = try ListFilter.parse(query.all("filters").joined(separator: ","))
        anyFilter = query["orParams"] == "true"
    }

    /// The condition on the table `indicator`, named `i`, with its arguments.
    var condition: (sql: String, arguments: StatementArguments) {
        var (parts, arguments) = scopeCondition
        if let type {
            parts.append("i.kind = ?")
            arguments += [type.number]
        }
        if !filters.contains(where: { $0.column == "active" }) { parts.append("i.active = 1") }
        if let modifiedSince {
            parts.append("i.lastModified >= ?")
            arguments += [modifiedSince]
        }
        if !filters.isEmpty {
            parts.append("(" + filters.map(\.sql).joined(separator: anyFilter ? " OR " : " AND ") + ")")
            filters.forEach { arguments += [$0.argument] }
        }
        return (parts.joined(separator: " AND "), arguments)
    }

    private var scopeCondition: ([String], StatementArguments) {
        switch scope {
        case .owner: (["i.owner = ?"], [owner.id])
        case .group(let id): (["i.id IN (SELECT indicator FROM association WHERE \"group\" = ?)"], [id])
        case .indicator(let id):
            (
                [
                    "i.id IN (SELECT b FROM indicatorAssociation WHERE a = ? "
                        + "UNION SELECT a FROM indicatorAssociation WHERE b = ?)"
                ],
                [id, id]
            )
        case .tag(let name):
            (["i.owner = ?", "i.id IN (SELECT indicator FROM tag WHERE name = ?)"], [owner.id, name])
        }
    }

    static func utc(_ text: String) throws(Refusal) -> String {
        guard let date = LenientDate.utc(text) else { throw .malformed }
        return date
    }
}

/// One `name<op>value` of the parameter `filters`.
struct ListFilter: Sendable {
    let column: String
    let sql: String
    let argument: DatabaseValue

    private enum Value { case text, number, date, flag }

    private static let columns: [String: (column: String, value: Value)] = [
        "active": ("active", .flag),
        "summary": ("summary", .text),
        "dateAdded": ("dateAdded", .date),
        "rating": ("rating", .number),
        "confidence": ("confidence", .number),
        "threatAssessScore": ("threatAssessScore", .number),
        "threatAssessRating": ("rating", .number),
        "threatAssessConfidence": ("confidence", .number),
        "falsePositive": ("falsePositiveCount", .number),
        "dnsActive": ("dnsActive", .flag),
        "whoisActive": ("whoisActive", .flag),
    ]

    /// Splits at the commas that a known name and an operator follow, so that a value may hold a comma.
    static func parse(_ text: String) throws(Refusal) -> [ListFilter] {
        var pieces: [String] = []
        for piece in text.components(separatedBy: ",") where !(piece.isEmpty && pieces.isEmpty) {
            if let last = pieces.indices.last, split(piece) == nil {
                pieces[last] += "," + piece
            } else {
                pieces.append(piece)
            }
        }
        var filters: [ListFilter] = []
        for piece in pieces { filters.append(try ListFilter(piece)) }
        return filters
    }

    private init(_ text: String) throws(Refusal) {
        guard let (name, operation, value) = Self.split(text), let known = Self.columns[name] else { throw .malformed }
        column = known.column
        switch (known.value, operation) {
        case (.text, "="): (sql, argument) = ("i.\(column) = ?", value.databaseValue)
        case (.text, "^"): (sql, argument) = ("i.\(column) GLOB ?", Self.prefix(value).databaseValue)
        case (.number, "="), (.number, "<"), (.number, ">"):
            guard let number = Double(value) else { throw .malformed }
            (sql, argument) = ("i.\(column) \(operation) ?", number.databaseValue)
        case (.date, "<"), (.date, ">"):
            (sql, argument) = ("i.\(column) \(operation) ?", try IndicatorList.utc(value).databaseValue)
        case (.flag, "="):
            guard let flag = Bool(value) else { throw .malformed }
            (sql, argument) = ("i.\(column) = ?", flag.databaseValue)
        default: throw .malformed
        }
    }

    private static func prefix(_ text: String) -> String {
        text.reduce(into: "") { $0 += "*?[".contains($1) ? "[\($1)]" : String($1) } + "*"
    }

    private static func split(_ text: String) -> (name: String, operation: Character, value: String)? {
        guard let place = text.firstIndex(where: { "=<>^".contains($0) }) else { return nil }
        let name = String(text[..<place])
        guard columns[name] != nil else { return nil }
        return (name, text[place], String(text[text.index(after: place)...]))
    }
}
