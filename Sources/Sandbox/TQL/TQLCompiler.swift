import Foundation
import GRDB

/// Turns a query into a condition with bound arguments.
struct TQLCompiler {
    /// An SQL condition and the arguments of its `?`, in order.
    struct Condition {
        var sql: String
        var arguments: StatementArguments = []
    }

    /// Number and name of every indicator type, in the order of the column `kind`.
    let types: [String]
    /// Which types find their values by upper-case or lower-case text.
    let casePreferences: [IndicatorType.CasePreference]
    let now: Date

    private var aliases = 0

    init(types: [IndicatorType], now: Date) {
        self.types = types.map(\.kind.name)
        casePreferences = types.map(\.casePreference)
        self.now = now
    }

    /// - Parameter alias: The name of the entity's row in the statement around the condition.
    /// - Throws: ``TQLProblem`` for an unknown keyword, and for a value that does not fit its keyword.
    mutating func condition(
        _ expression: TQLExpression,
        on entity: TQLEntity,
        alias: String
    ) throws(TQLProblem) -> Condition {
        switch expression {
        case .all(let parts): return try join(parts, " AND ", entity, alias)
        case .any(let parts): return try join(parts, " OR ", entity, alias)
        case .not(let part):
            let inner = try condition(part, on: entity, alias: alias)
            return Condition(sql: "NOT (\(inner.sql))", arguments: inner.arguments)
        case .linked(let keyword, let inner): return try linked(keyword, inner, entity, alias)
        case .comparison(let comparison):
            guard let field = entity.fields[comparison.keyword.folded] else { throw Self.unknown(comparison.keyword) }
            return try self.comparison(comparison, field, alias)
        }
    }

    /// In groups: SQLite limits how many terms one chain has.
    private mutating func join(
        _ parts: [TQLExpression],
        _ joint: String,
        _ entity: TQLEntity,
        _ alias: String
    ) throws(TQLProblem) -> Condition {
        var groups: [String] = []
        var group: [String] = []
        var arguments: StatementArguments = []
        for part in parts {
            let condition = try condition(part, on: entity, alias: alias)
            group.append("(\(condition.sql))")
            arguments += condition.arguments
            if group.count == 100 {
                groups.append("(" + group.joined(separator: joint) + ")")
                group = []
            }
        }
        return Condition(sql: (groups + group).joined(separator: joint), arguments: arguments)
    }

    private mutating func linked(
        _ keyword: TQLKeyword,
        _ inner: TQLExpression,
        _ entity: TQLEntity,
        _ alias: String
    ) throws(TQLProblem) -> Condition {
        if entity.emptyLinks.contains(keyword.folded) { return Condition(sql: "0") }
        guard let link = entity.links[keyword.folded] else { throw Self.unknown(keyword) }
        aliases += 1
        let inside = "q\(aliases)"
        let condition = try condition(inner, on: link.entity.entity, alias: inside)
        let sql = link.template.replacing("@", with: alias).replacing("#", with: inside)
        return Condition(sql: sql.replacing("{}", with: "(\(condition.sql))"), arguments: condition.arguments)
    }

    private func comparison(
        _ comparison: TQLComparison,
        _ field: TQLEntity.Field,
        _ alias: String
    ) throws(TQLProblem) -> Condition {
        if case .member(let inner, let template) = field {
            return try member(comparison, inner, template.replacing("@", with: alias))
        }
        guard comparison.operation != .isNull else {
            let column = field.column.replacing("@", with: alias)
            return Condition(sql: "\(column) IS \(comparison.isNegated ? "NOT " : "")NULL")
        }
        let (positive, isNegated) = comparison.positive
        var condition = try positiveCondition(positive, field, alias)
        if isNegated { condition.sql = "NOT (\(condition.sql))" }
        return condition
    }

    /// `tag != "x"` means that no tag is x, not that some tag is another one.
    private func member(
        _ comparison: TQLComparison,
        _ field: TQLEntity.Field,
        _ template: String
    ) throws(TQLProblem) -> Condition {
        guard comparison.operation != .isNull else {
            let any = template.replacing("{}", with: "1")
            return Condition(sql: comparison.isNegated ? any : "NOT (\(any))")
        }
        let (positive, isNegated) = comparison.positive
        let inner = try positiveCondition(positive, field, "")
        let sql = template.replacing("{}", with: "(\(inner.sql))")
        return Condition(sql: isNegated ? "NOT (\(sql))" : sql, arguments: inner.arguments)
    }

    private func positiveCondition(
        _ comparison: TQLComparison,
        _ field: TQLEntity.Field,
        _ alias: String
    ) throws(TQLProblem) -> Condition {
        let column = field.column.replacing("@", with: alias)
        switch field {
        case .summary where comparison.operation.isEquality: return summary(comparison, alias)
        case .value(let place) where comparison.operation.isEquality: return value(place, comparison, alias)
        case .text, .summary, .value: return try texts(comparison, column)
        case .number, .flag: return try numbers(comparison, column)
        case .date: return try dates(comparison, column)
        case .indicatorType: return try type(comparison, alias)
        case .either(let number, let text):
            let isNumber = comparison.values.allSatisfy { Double($0.text) != nil }
            return try positiveCondition(comparison, isNumber ? .number(number) : .text(text), alias)
        case .member(let inner, _): return try positiveCondition(comparison, inner, alias)
        }
    }

    private static func unknown(_ keyword: TQLKeyword) -> TQLProblem {
        TQLProblem(place: keyword.place, reason: "the keyword \(keyword.text) is not known")
    }
}

extension TQLOperation {
    /// True for comparisons with one of several values.
    fileprivate var isEquality: Bool { self == .equal || self == .isIn }
}

extension TQLComparison {
    /// The comparison without its negation.
    fileprivate var positive: (TQLComparison, isNegated: Bool) {
        guard operation == .notEqual else { return (self, isNegated) }
        return (TQLComparison(keyword: keyword, operation: .equal, isNegated: false, values: values), true)
    }
}

extension TQLEntity.Field {
    fileprivate var column: String {
        switch self {
        case .text(let column), .number(let column), .date(let column), .flag(let column): column
        case .either(let number, _): number
        case .summary: "@.summary"
        case .value(1): "CASE WHEN @.kind IN (2, 8) THEN @.value1 ELSE @.summary END"
        case .value(let place): "@.value\(place)"
        case .indicatorType: "@.kind"
        case .member(let field, _): field.column
        }
    }
}
