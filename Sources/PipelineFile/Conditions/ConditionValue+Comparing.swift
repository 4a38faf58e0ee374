internal import Foundation

extension ConditionValue {
    /// Compares two values; false when one is missing.
    ///
    /// Texts compare by code point. A text beside a number is read as a number, a text beside true or false as one of
    /// these; values that cannot be brought together are unequal and have no order.
    func compares(_ comparison: Condition.Comparison, to other: ConditionValue) -> Bool {
        switch (self, other) {
        case (.null, _), (_, .null): false
        case (.number(let left), .number(let right)): comparison.holds(left, right)
        case (.text(let left), .text(let right)): Self.compares(left, comparison, right)
        case (.number(let left), .text(let right)):
            Self.number(right).map { comparison.holds(left, $0) } ?? (comparison == .notEqual)
        case (.text(let left), .number(let right)):
            Self.number(left).map { comparison.holds($0, right) } ?? (comparison == .notEqual)
        case (.list(let left), .list(let right)): comparison.holdsForEquality(left == right)
        default: comparison.holdsForEquality(truth != nil && truth == other.truth)
        }
    }

    /// A list has the text among its members, whatever the case of its letters; a text has it as a part.
    func contains(_ other: ConditionValue) -> Bool {
        guard case .text(let sought) = other.asText else { return false }
        switch asText {
        case .list(let members):
            let lowered = sought.lowercased()
            return members.contains { $0.lowercased() == lowered }
        case .text(let text): return sought.isEmpty || text.contains(sought)
        default: return false
        }
    }

    /// Whether the expression is found anywhere in the text.
    func matches(_ expression: NSRegularExpression) -> Bool {
        guard case .text(let text) = asText else { return false }
        let range = NSRange(location: 0, length: text.utf16.count)
        return expression.rangeOfFirstMatch(in: text, range: range).location != NSNotFound
    }

    /// A JSON number or truth value of a record is searched as its text.
    private var asText: ConditionValue {
        switch self {
        case .number(let number):
            .text(number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)")
        case .bool(let value): .text("\(value)")
        default: self
        }
    }

    private var truth: Bool? {
        switch self {
        case .bool(let value): value
        case .text(let text) where text.lowercased() == "true": true
        case .text(let text) where text.lowercased() == "false": false
        default: nil
        }
    }

    private static func number(_ text: String) -> Double? {
        DecimalNumber.value(of: text.trimmingCharacters(in: .whitespaces))
    }

    /// Two cells of a record are numbers when both can be read so and the order is asked.
    private static func compares(_ left: String, _ comparison: Condition.Comparison, _ right: String) -> Bool {
        if comparison == .equal || comparison == .notEqual { return comparison.holdsForEquality(left == right) }
        if let left = number(left), let right = number(right) { return comparison.holds(left, right) }
        return comparison.holds(left, right)
    }
}

extension Condition.Comparison {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .equal: left == right
        case .notEqual: left != right
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        }
    }

    /// For values without an order.
    func holdsForEquality(_ areEqual: Bool) -> Bool {
        switch self {
        case .equal: areEqual
        case .notEqual: !areEqual
        default: false
        }
    }
}
