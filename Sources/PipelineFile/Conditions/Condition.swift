/// A checked condition over an answer and the record it belongs to: `rating >= 4 and row.action == 'blocked'`.
package struct Condition: Sendable, Hashable {
    /// As the pipeline file has it, after `${…}` was replaced.
    package let source: String
    package let expression: Expression
    /// Every mention of a record's field, in order.
    package let rowNames: [RowReference]
    package let answerFields: Set<AnswerField>

    /// Whether the outcome depends on the record and not on the answer alone.
    package var usesRow: Bool { !rowNames.isEmpty }
}

/// A record's field that a condition mentions.
package struct RowReference: Sendable, Hashable {
    package let name: String
    package let position: SourcePosition
}

/// What a condition can ask of an answer.
package enum AnswerField: String, Sendable, Hashable, CaseIterable {
    case status
    /// Known in `write_back` only.
    case verdict
    case type
    case value
    case owner
    case rating
    case confidence
    case threatAssessScore = "threat_assess_score"
    case tags
    case description
    case source
    case dateAdded = "date_added"
    case lastModified = "last_modified"
    case active
    case falsePositiveCount = "false_positive_count"
    case observationCount = "observation_count"
}

extension Condition {
    /// What a condition means. Depth is bounded by the parser; `all` and `any` have at least two parts.
    package indirect enum Expression: Sendable, Hashable {
        case all([Expression])
        case any([Expression])
        case not(Expression)
        /// A field or literal that is true or false by itself.
        case holds(Operand)
        case compare(Operand, Comparison, Operand)
        case isOneOf(Operand, [ConditionValue])
        case contains(Operand, Operand)
        /// The pattern is a regular expression that compiles.
        case matches(Operand, pattern: String)
    }

    package enum Operand: Sendable, Hashable {
        case field(AnswerField)
        case row(String)
        case literal(ConditionValue)
    }

    package enum Comparison: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }
}

/// A value while a condition is evaluated.
package enum ConditionValue: Sendable, Hashable {
    /// Missing. Every comparison with it is false except `== null` and `!= null`.
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([String])
}

/// Where a condition finds its values.
package protocol ConditionContext {
    func value(of field: AnswerField) -> ConditionValue
    /// The record's field, null when it has none of that name.
    func row(_ name: String) -> ConditionValue
}
