/// A parsed filter in ThreatConnect's query language (API document, section 8.3).
package indirect enum TQLExpression: Sendable, Hashable {
    /// True where every part is; at least two parts.
    case all([TQLExpression])
    /// True where a part is; at least two parts.
    case any([TQLExpression])
    case not(TQLExpression)
    case comparison(TQLComparison)
    /// `hasTag(name = "x")`: something linked fulfils the inner expression.
    case linked(TQLKeyword, TQLExpression)
}

/// A keyword as written; two are equal when they differ in letter case only.
package struct TQLKeyword: Sendable, Hashable {
    package let text: String
    /// Zero-based offset in the query, in bytes.
    package let place: Int

    package init(text: String, place: Int = 0) {
        self.text = text
        self.place = place
    }

    var folded: String { text.lowercased() }

    package static func == (left: TQLKeyword, right: TQLKeyword) -> Bool { left.folded == right.folded }
    package func hash(into hasher: inout Hasher) { hasher.combine(folded) }
}

package struct TQLComparison: Sendable, Hashable {
    package let keyword: TQLKeyword
    package let operation: TQLOperation
    /// `NOT IN`, `NOT LIKE`, `IS NOT NULL` …; always false for the operators that are signs.
    package let isNegated: Bool
    /// One for signs, one or more for words, none for `IS NULL`.
    package let values: [TQLValue]

    package init(keyword: TQLKeyword, operation: TQLOperation, isNegated: Bool, values: [TQLValue]) {
        self.keyword = keyword
        self.operation = operation
        self.isNegated = isNegated
        self.values = values
    }
}

package enum TQLOperation: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case isIn = "IN"
    case like = "LIKE"
    case contains = "CONTAINS"
    case startsWith = "STARTSWITH"
    case endsWith = "ENDSWITH"
    case isNull = "IS NULL"

    /// Written with signs, or with the words that stand for them.
    package var isSign: Bool {
        switch self {
        case .equal, .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual: true
        case .isIn, .like, .contains, .startsWith, .endsWith, .isNull: false
        }
    }
}

package enum TQLValue: Sendable, Hashable {
    case text(String)
    /// As written: `4`, `-1`, `2.5`.
    case number(String)
    case flag(Bool)
}

extension TQLExpression: CustomStringConvertible {
    /// A query that parses to this expression.
    package var description: String {
        switch self {
        case .all(let parts): parts.map(\.grouped).joined(separator: " AND ")
        case .any(let parts): parts.map(\.grouped).joined(separator: " OR ")
        case .not(let part): "NOT \(part.grouped)"
        case .comparison(let comparison): comparison.description
        case .linked(let keyword, let inner): "\(keyword.text)(\(inner))"
        }
    }

    private var grouped: String {
        switch self {
        case .all, .any, .not: "(\(self))"
        case .comparison, .linked: description
        }
    }
}

extension TQLComparison: CustomStringConvertible {
    package var description: String {
        switch operation {
        case .isNull: return "\(keyword.text) IS \(isNegated ? "NOT " : "")NULL"
        case _ where operation.isSign: return "\(keyword.text) \(operation.rawValue) \(values[0])"
        default:
            let list = values.map(\.description).joined(separator: ", ")
            let operand = values.count == 1 && operation != .isIn ? list : "(\(list))"
            return "\(keyword.text) \(isNegated ? "NOT " : "")\(operation.rawValue) \(operand)"
        }
    }
}

extension TQLValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .text(let text): "\"" + text.flatMap { #"\"'`"#.contains($0) ? "\\\($0)" : "\($0)" } + "\""
        case .number(let number): number
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    /// The value as a text: `4`, `true`.
    var text: String {
        switch self {
        case .text(let text): text
        case .number(let number): number
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}
