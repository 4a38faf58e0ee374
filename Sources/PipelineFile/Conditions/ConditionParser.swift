/// Recursive descent over a condition's tokens. `or` binds less than `and`, `and` less than `not`, `not` less than a
/// comparison. Stops at the first mistake in grammar; what can be parsed but never be true is collected.
struct ConditionParser {
    /// Parentheses inside each other. Bounds the stack here and in everything that walks the expression.
    static let maxDepth = 50
    private static let operators = ["in", "contains", "matches"]
    private static let keywords = ["and", "or", "not", "in", "contains", "matches", "true", "false", "null", "row"]

    let input: ConditionText
    private let tokens: [ConditionToken]
    private var index = 0
    private(set) var rowNames: [RowReference] = []
    private(set) var answerFields: Set<AnswerField> = []
    private(set) var check: ConditionCheck
    private let knowsVerdict: Bool

    init(_ input: ConditionText, knowsVerdict: Bool) throws(ConditionDefect) {
        self.input = input
        self.knowsVerdict = knowsVerdict
        tokens = try ConditionLexer.tokens(of: input)
        check = ConditionCheck(input: input)
    }

    mutating func parse() throws(ConditionDefect) -> Condition.Expression {
        guard token.kind != .end else { throw ConditionDefect(message: "the condition is empty", offset: 0) }
        let expression = try disjunction(depth: 0)
        guard token.kind == .end else {
            throw unexpected("'and', 'or' or the end", among: ["and", "or"])
        }
        return expression
    }

    private mutating func disjunction(depth: Int) throws(ConditionDefect) -> Condition.Expression {
        guard depth <= Self.maxDepth else {
            throw ConditionDefect(message: "more than \(Self.maxDepth) parentheses inside each other", offset: offset)
        }
        var parts = [try conjunction(depth: depth)]
        while accept(word: "or") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(ConditionDefect) -> Condition.Expression {
        var parts = [try negation(depth: depth)]
        while accept(word: "and") { parts.append(try negation(depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation(depth: Int) throws(ConditionDefect) -> Condition.Expression {
        var isNegated = false
        while accept(word: "not") { isNegated.toggle() }
        let expression = try accept(symbol: "(") ? parenthesised(depth: depth) : comparison()
        return isNegated ? .not(expression) : expression
    }

    private mutating func parenthesised(depth: Int) throws(ConditionDefect) -> Condition.Expression {
        let expression = try disjunction(depth: depth + 1)
        guard accept(symbol: ")") else { throw unexpected("')'") }
        return expression
    }

    private mutating func comparison() throws(ConditionDefect) -> Condition.Expression {
        let left = try operand("a field, a value, 'not' or '('")
        let expression = try rest(after: left)
        if case .symbol(let symbol) = token.kind, Condition.Comparison(rawValue: symbol) != nil {
            throw ConditionDefect(
                message: "comparisons cannot be chained",
                offset: offset,
                advice: "join two comparisons with 'and'"
            )
        }
        return expression
    }

    private mutating func rest(after left: LocatedOperand) throws(ConditionDefect) -> Condition.Expression {
        if case .symbol(let text) = token.kind, let comparison = Condition.Comparison(rawValue: text) {
            index += 1
            let right = try operand("a field or a value")
            check.comparison(left, comparison, right)
            return .compare(left.operand, comparison, right.operand)
        }
        if accept(word: "in") { return try membership(of: left) }
        if accept(word: "contains") {
            let right = try operand("a text")
            check.contains(left, right)
            return .contains(left.operand, right.operand)
        }
        if accept(word: "matches") { return try matching(left) }
        guard check.standsAlone(left) else {
            throw unexpected("a comparison such as ==, >=, in, contains or matches", among: Self.operators)
        }
        return .holds(left.operand)
    }

    private mutating func membership(of left: LocatedOperand) throws(ConditionDefect) -> Condition.Expression {
        let closing = accept(symbol: "[") ? "]" : accept(symbol: "(") ? ")" : nil
        guard let closing else { throw unexpected("a list such as ['a', 'b']") }
        var values: [ConditionValue] = []
        let start = offset
        repeat {
            let element = try operand("a value")
            guard case .literal(let value) = element.operand else {
                throw ConditionDefect(message: "a list holds fixed values only", offset: element.range.lowerBound)
            }
            check.comparison(left, .equal, element)
            values.append(value)
        } while accept(symbol: ",")
        guard accept(symbol: closing) else { throw unexpected("',' or '\(closing)'") }
        guard values.count <= 10_000 else {
            throw ConditionDefect(message: "the list has more than 10000 values", offset: start)
        }
        return .isOneOf(left.operand, values)
    }

    private mutating func matching(_ left: LocatedOperand) throws(ConditionDefect) -> Condition.Expression {
        guard case .string(let pattern) = token.kind else { throw unexpected("a regular expression in quotes") }
        let range = token.range
        index += 1
        check.matches(left, pattern: pattern, at: range)
        return .matches(left.operand, pattern: pattern)
    }
}

/// An operand and where it stands.
struct LocatedOperand {
    let operand: Condition.Operand
    let range: Range<Int>
}

extension ConditionParser {
    private var token: ConditionToken { tokens[index] }
    private var offset: Int { token.range.lowerBound }

    private mutating func operand(_ expected: String) throws(ConditionDefect) -> LocatedOperand {
        let start = token
        let operand: Condition.Operand
        switch start.kind {
        case .number(let number): operand = .literal(.number(number))
        case .string(let text): operand = .literal(.text(text))
        case .word("true"): operand = .literal(.bool(true))
        case .word("false"): operand = .literal(.bool(false))
        case .word("null"): operand = .literal(.null)
        case .row(let name): return try row(name)
        case .word(let word) where !Self.keywords.contains(word): operand = .field(try field(word))
        default: throw unexpected(expected)
        }
        index += 1
        return LocatedOperand(operand: operand, range: start.range)
    }

    private mutating func field(_ word: String) throws(ConditionDefect) -> AnswerField {
        if let field = AnswerField(rawValue: word) {
            guard field != .verdict || knowsVerdict else {
                throw ConditionDefect(
                    message: "the verdict is not known yet",
                    offset: offset,
                    advice: "these conditions decide it; ask for 'verdict' in write_back"
                )
            }
            answerFields.insert(field)
            return field
        }
        let isHidden = input.isHidden(token.range)
        let names = AnswerField.allCases.filter { $0 != .verdict || knowsVerdict }.map(\.rawValue)
        let suggestion = isHidden ? nil : Spelling.nearest(to: word, among: names + ["not", "true", "false", "null"])
        let isAfterOperator = index > 0
        throw ConditionDefect(
            message: "unknown field \(input.shown(token.range))",
            offset: offset,
            expected: suggestion == nil ? "one of \(names.joined(separator: ", ")), row.NAME" : nil,
            suggestion: suggestion,
            advice: isAfterOperator && !isHidden ? "put a text in quotes: \(Shown.quoted(word))" : nil
        )
    }

    private mutating func row(_ name: String) throws(ConditionDefect) -> LocatedOperand {
        let start = token.range
        index += 1
        var (found, range) = (name, start)
        if name.isEmpty {
            guard accept(symbol: "["), case .string(let quoted) = token.kind, !quoted.isEmpty else {
                throw unexpected("row.NAME or row['NAME']")
            }
            (found, range) = (quoted, start.lowerBound..<(token.range.upperBound + 1))
            index += 1
            guard accept(symbol: "]") else { throw unexpected("']'") }
        }
        rowNames.append(RowReference(name: found, position: input.position(at: start.lowerBound)))
        return LocatedOperand(operand: .row(found), range: range)
    }

    private mutating func accept(word: String) -> Bool {
        guard token.kind == .word(word) else { return false }
        index += 1
        return true
    }

    private mutating func accept(symbol: String) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private func unexpected(_ expected: String, among words: [String] = []) -> ConditionDefect {
        guard token.kind != .end else {
            return ConditionDefect(message: "the condition ends too early", offset: offset, expected: expected)
        }
        var suggestion: String?
        if case .word(let word) = token.kind, !input.isHidden(token.range) {
            suggestion = Spelling.nearest(to: word, among: words)
        }
        return ConditionDefect(
            message: "unexpected \(input.shown(token.range))",
            offset: offset,
            expected: expected,
            suggestion: suggestion
        )
    }
}
