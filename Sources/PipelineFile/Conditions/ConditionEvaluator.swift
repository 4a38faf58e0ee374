internal import Foundation

/// A condition ready to be asked, its regular expressions compiled. Make one per worker.
package struct ConditionEvaluator {
    /// A pattern that compiled when the file was checked does not compile now.
    package struct PatternError: Error, Hashable {
        package let pattern: String
    }

    private indirect enum Step {
        case all([Step])
        case any([Step])
        case not(Step)
        case holds(Condition.Operand)
        case isNull(Condition.Operand)
        case compare(Condition.Operand, Condition.Comparison, Condition.Operand)
        case isOneOf(Condition.Operand, [ConditionValue])
        case contains(Condition.Operand, Condition.Operand)
        case matches(Condition.Operand, NSRegularExpression)
    }

    private let step: Step

    package init(_ condition: Condition) throws(PatternError) { step = try Self.compiled(condition.expression) }

    package func matches(_ context: some ConditionContext) -> Bool { Self.outcome(of: step, context) }

    private static func compiled(_ expression: Condition.Expression) throws(PatternError) -> Step {
        switch expression {
        case .all(let parts): return .all(try parts.map(compiled))
        case .any(let parts): return .any(try parts.map(compiled))
        case .not(let part): return .not(try compiled(part))
        case .holds(let operand): return .holds(operand)
        case .compare(let left, let comparison, let right):
            let side: Condition.Operand? = left == .literal(.null) ? right : right == .literal(.null) ? left : nil
            guard let side else { return .compare(left, comparison, right) }
            return comparison == .equal ? .isNull(side) : .not(.isNull(side))
        case .isOneOf(let operand, let values): return .isOneOf(operand, values)
        case .contains(let left, let right): return .contains(left, right)
        case .matches(let operand, let pattern):
            do { return .matches(operand, try NSRegularExpression(pattern: pattern)) } catch {
                throw PatternError(pattern: pattern)
            }
        }
    }

    private static func outcome(of step: Step, _ context: some ConditionContext) -> Bool {
        switch step {
        case .all(let parts): parts.allSatisfy { outcome(of: $0, context) }
        case .any(let parts): parts.contains { outcome(of: $0, context) }
        case .not(let part): !outcome(of: part, context)
        case .holds(let operand): value(operand, context) == .bool(true)
        case .isNull(let operand): value(operand, context) == .null
        case .compare(let left, let comparison, let right):
            value(left, context).compares(comparison, to: value(right, context))
        case .isOneOf(let operand, let values): isOne(value(operand, context), of: values)
        case .contains(let left, let right): value(left, context).contains(value(right, context))
        case .matches(let operand, let expression): value(operand, context).matches(expression)
        }
    }

    private static func isOne(_ value: ConditionValue, of values: [ConditionValue]) -> Bool {
        values.contains { $0 == .null ? value == .null : value.compares(.equal, to: $0) }
    }

    private static func value(_ operand: Condition.Operand, _ context: some ConditionContext) -> ConditionValue {
        switch operand {
        case .field(let field): context.value(of: field)
        case .row(let name): context.row(name)
        case .literal(let value): value
        }
    }
}
