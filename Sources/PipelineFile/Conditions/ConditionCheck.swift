internal import Foundation
internal import Observables

/// Finds what can be parsed but cannot be meant: comparisons that can never be true.
struct ConditionCheck {
    let input: ConditionText
    private(set) var defects: [ConditionDefect] = []

    init(input: ConditionText) { self.input = input }

    func standsAlone(_ operand: LocatedOperand) -> Bool { ValueKind(operand.operand) == .bool }

    mutating func comparison(
        _ left: LocatedOperand,
        _ comparison: Condition.Comparison,
        _ right: LocatedOperand
    ) {
        if case .literal = left.operand, case .literal = right.operand {
            return note("both sides are fixed values", left)
        }
        let count = defects.count
        checkKinds(left, comparison, right)
        guard defects.count == count else { return }
        checkReach(left, comparison, right)
        checkReach(right, comparison.mirrored, left)
    }

    private mutating func checkKinds(
        _ left: LocatedOperand,
        _ comparison: Condition.Comparison,
        _ right: LocatedOperand
    ) {
        let (leftKind, rightKind) = (ValueKind(left.operand), ValueKind(right.operand))
        let isEquality = comparison == .equal || comparison == .notEqual
        if leftKind == .null || rightKind == .null {
            guard !isEquality else { return }
            let side = leftKind == .null ? left : right
            return note("a comparison with null is never true", side, advice: "use == null or != null")
        }
        for (side, kind) in [(left, leftKind), (right, rightKind)] where kind == .list {
            let advice = "use \(name(side)) contains 'name'"
            return note("\(name(side)) is a list and cannot be compared", side, advice: advice)
        }
        guard leftKind == rightKind || leftKind == .row || rightKind == .row else {
            let message = "\(name(left)) is \(leftKind.words) and cannot be compared with \(rightKind.words)"
            return note(message, right, expected: leftKind.words)
        }
        if leftKind == .bool, !isEquality { note("true and false have no order", left, expected: "== or !=") }
    }

    mutating func contains(_ left: LocatedOperand, _ right: LocatedOperand) {
        let (leftKind, rightKind) = (ValueKind(left.operand), ValueKind(right.operand))
        guard [.text, .list, .row].contains(leftKind) else {
            return note("\(name(left)) is \(leftKind.words) and contains nothing", left, expected: "a text or a list")
        }
        guard rightKind == .text || rightKind == .row else {
            return note("\(name(right)) is \(rightKind.words)", right, expected: "a text in quotes")
        }
        if case .literal(.text("")) = right.operand { note("an empty text says nothing here", right) }
    }

    mutating func matches(_ left: LocatedOperand, pattern: String, at range: Range<Int>) {
        let kind = ValueKind(left.operand)
        if kind != .text, kind != .row {
            note("\(name(left)) is \(kind.words) and cannot be matched", left, expected: "a text")
        }
        let pattern = LocatedOperand(operand: .literal(.text(pattern)), range: range)
        guard case .literal(.text(let text)) = pattern.operand else { return }
        do { _ = try NSRegularExpression(pattern: text) } catch {
            note("\(input.shown(range).trimmingQuotes) is not a regular expression", pattern, expected: "ICU syntax")
        }
    }

    /// A field with known values against a fixed one.
    private mutating func checkReach(
        _ field: LocatedOperand,
        _ comparison: Condition.Comparison,
        _ literal: LocatedOperand
    ) {
        guard case .field(let answerField) = field.operand else { return }
        switch literal.operand {
        case .literal(.number(let number)):
            guard let range = answerField.range, !comparison.isReachable(from: range, to: number) else { return }
            let upper = range.upperBound.isFinite ? " to \(Int(range.upperBound))" : " upwards"
            let reach = "\(answerField.rawValue) goes from \(Int(range.lowerBound))\(upper)"
            note("this is never true: \(reach)", literal)
        case .literal(.text(let text)):
            guard comparison == .equal || comparison == .notEqual, let words = answerField.words,
                !words.contains(text)
            else { return }
            let suggestion = input.isHidden(literal.range) ? nil : Spelling.nearest(to: text, among: words)
            note(
                "\(answerField.rawValue) is never \(input.shown(literal.range).trimmingQuotes)",
                literal,
                expected: "one of \(words.joined(separator: ", "))",
                suggestion: suggestion
            )
        default: return
        }
    }

    private func name(_ operand: LocatedOperand) -> String {
        if case .field(let field) = operand.operand { return field.rawValue }
        return input.shown(operand.range).trimmingQuotes
    }

    private mutating func note(
        _ message: String,
        _ operand: LocatedOperand,
        expected: String? = nil,
        suggestion: String? = nil,
        advice: String? = nil
    ) {
        defects.append(
            ConditionDefect(
                message: message,
                offset: operand.range.lowerBound,
                expected: expected,
                suggestion: suggestion,
                advice: advice
            )
        )
    }
}

extension String {
    /// `''a''`, a quoted text shown in quotes, as `'a'`.
    fileprivate var trimmingQuotes: String {
        hasPrefix("''") && hasSuffix("''") || hasPrefix("'\"") && hasSuffix("\"'")
            ? String(dropFirst().dropLast()) : self
    }
}
