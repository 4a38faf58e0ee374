/// Parses queries by recursive descent: `OR` binds weakest, then `AND`, then `NOT`.
///
/// Nesting is limited, so no query exhausts the stack, and so is the number of comparisons.
package struct TQLParser {
    package static let deepest = 24
    package static let mostComparisons = 4_000

    private let tokens: [TQLLexer.Token]
    private var next = 0
    private var depth = 0
    private var comparisons = 0

    private init(_ tokens: [TQLLexer.Token]) { self.tokens = tokens }

    /// - Throws: ``TQLProblem`` with the place of the first token that does not fit.
    package static func parse(_ query: String) throws(TQLProblem) -> TQLExpression {
        var parser = TQLParser(try TQLLexer.tokens(of: query))
        let expression = try parser.alternatives()
        guard parser.token.kind == .end else { throw parser.problem("expected AND, OR or the end") }
        return expression
    }

    private var token: TQLLexer.Token { tokens[min(next, tokens.count - 1)] }

    private func problem(_ reason: String) -> TQLProblem { TQLProblem(place: token.place, reason: reason) }

    private mutating func take(word: String) -> Bool {
        guard case .word(let text) = token.kind, text.uppercased() == word else { return false }
        next += 1
        return true
    }

    private mutating func take(sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        next += 1
        return true
    }

    private mutating func expect(sign: String) throws(TQLProblem) {
        guard take(sign: sign) else { throw problem("expected \(sign)") }
    }

    private mutating func alternatives() throws(TQLProblem) -> TQLExpression {
        depth += 1
        guard depth <= Self.deepest else { throw problem("nested more than \(Self.deepest) levels deep") }
        var parts = [try conjunction()]
        while take(word: "OR") { parts.append(try conjunction()) }
        depth -= 1
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(TQLProblem) -> TQLExpression {
        var parts = [try negation()]
        while take(word: "AND") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(TQLProblem) -> TQLExpression {
        var isNegated = false
        var isNegation = false
        while take(word: "NOT") {
            isNegated.toggle()
            isNegation = true
        }
        let part = try primary()
        guard isNegation else { return part }
        return isNegated ? .not(part) : part
    }

    private mutating func primary() throws(TQLProblem) -> TQLExpression {
        if take(sign: "(") {
            let inner = try alternatives()
            try expect(sign: ")")
            return inner
        }
        guard case .word(let text) = token.kind, !Self.reserved.contains(text.uppercased()) else {
            throw problem("expected a keyword or (")
        }
        let keyword = TQLKeyword(text: text, place: token.place)
        next += 1
        comparisons += 1
        guard comparisons <= Self.mostComparisons else {
            throw problem("more than \(Self.mostComparisons) comparisons")
        }
        if take(sign: "(") {
            let inner = try alternatives()
            try expect(sign: ")")
            return .linked(keyword, inner)
        }
        return .comparison(try comparison(of: keyword))
    }

    private mutating func comparison(of keyword: TQLKeyword) throws(TQLProblem) -> TQLComparison {
        if take(word: "IS") {
            let isNegated = take(word: "NOT")
            guard take(word: "NULL") else { throw problem("expected NULL") }
            return TQLComparison(keyword: keyword, operation: .isNull, isNegated: isNegated, values: [])
        }
        let isNegated = take(word: "NOT")
        guard let operation = operation, !isNegated || !operation.isSign else { throw problem("expected an operator") }
        next += 1
        let values = operation.isSign ? [try value()] : try list(required: operation == .isIn)
        return TQLComparison(keyword: keyword, operation: operation, isNegated: isNegated, values: values)
    }

    /// The operator that the current token stands for.
    private var operation: TQLOperation? {
        switch token.kind {
        case .sign(let sign): Self.signs[sign]
        case .word(let word): Self.words[word.uppercased()]
        case .text, .number, .end: nil
        }
    }

    private mutating func list(required: Bool) throws(TQLProblem) -> [TQLValue] {
        guard take(sign: "(") else {
            if required { throw problem("expected (") }
            return [try value()]
        }
        var values = [try value()]
        while take(sign: ",") { values.append(try value()) }
        try expect(sign: ")")
        return values
    }

    private mutating func value() throws(TQLProblem) -> TQLValue {
        switch token.kind {
        case .text(let text):
            next += 1
            return .text(text)
        case .number(let number):
            guard Double(number) != nil else { throw problem("\(number) is no number") }
            next += 1
            return .number(number)
        case .word(let word): return try wordValue(word.uppercased())
        case .sign, .end: throw problem("expected a value")
        }
    }

    private mutating func wordValue(_ word: String) throws(TQLProblem) -> TQLValue {
        switch word {
        case "TRUE", "FALSE":
            next += 1
            return .flag(word == "TRUE")
        case "TODAY", "NOW":
            next += 1
            try expect(sign: "(")
            try expect(sign: ")")
            return .text("\(word)()")
        default: throw problem("expected a value: a text needs quotes")
        }
    }

    private static let reserved: Set = ["AND", "OR", "NOT", "IS", "NULL", "TRUE", "FALSE"]

    private static let signs: [String: TQLOperation] = [
        "=": .equal, "==": .equal, "!=": .notEqual, ">": .greater, "<": .less, ">=": .greaterOrEqual,
        "<=": .lessOrEqual,
    ]

    private static let words: [String: TQLOperation] = [
        "EQ": .equal, "EQUALS": .equal, "NE": .notEqual, "GT": .greater, "LT": .less, "GEQ": .greaterOrEqual,
        "LEQ": .lessOrEqual, "IN": .isIn, "LIKE": .like, "CONTAINS": .contains, "STARTSWITH": .startsWith,
        "ENDSWITH": .endsWith,
    ]
}
