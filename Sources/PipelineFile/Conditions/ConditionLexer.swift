struct ConditionToken: Equatable {
    enum Kind: Equatable {
        /// A field, a keyword or a mistake.
        case word(String)
        /// `row.NAME`; empty for `row` alone, which `['NAME']` follows.
        case row(String)
        case number(Double)
        case string(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    /// In Unicode scalars.
    let range: Range<Int>
}

/// Splits a condition into tokens. Quotes inside a text are doubled; a backslash is an ordinary character.
struct ConditionLexer {
    private let input: ConditionText
    private let scalars: [Unicode.Scalar]
    private var index = 0

    init(_ input: ConditionText) {
        self.input = input
        scalars = input.scalars
    }

    static func tokens(of input: ConditionText) throws(ConditionDefect) -> [ConditionToken] {
        var lexer = ConditionLexer(input)
        var tokens: [ConditionToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(ConditionDefect) -> ConditionToken {
        while let scalar = peek(), scalar.properties.isWhitespace { index += 1 }
        let start = index
        guard let scalar = peek() else { return ConditionToken(kind: .end, range: start..<start) }
        let kind: ConditionToken.Kind
        switch scalar {
        case "'", "\"": kind = .string(try quoted(by: scalar))
        case "0"..."9", "-": kind = .number(try number())
        case _ where Self.beginsWord(scalar): kind = word()
        default: kind = .symbol(try symbol())
        }
        return ConditionToken(kind: kind, range: start..<index)
    }

    private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    private mutating func quoted(by quote: Unicode.Scalar) throws(ConditionDefect) -> String {
        let start = index
        var text = String.UnicodeScalarView()
        index += 1
        while let scalar = peek() {
            index += 1
            if scalar == quote {
                guard peek() == quote else { return String(text) }
                index += 1
            }
            text.append(scalar)
        }
        throw ConditionDefect(message: "the text is not closed", offset: start, expected: "a closing \(quote)")
    }

    private mutating func number() throws(ConditionDefect) -> Double {
        let start = index
        index += 1
        while let scalar = peek(), Self.continuesNumber(scalar, after: scalars[index - 1]) { index += 1 }
        guard let value = DecimalNumber.value(of: input.string(start..<index)) else {
            throw ConditionDefect(message: "\(input.shown(start..<index)) is not a number", offset: start)
        }
        return value
    }

    private mutating func word() -> ConditionToken.Kind {
        let start = index
        while let scalar = peek(), Self.continuesWord(scalar) { index += 1 }
        let word = input.string(start..<index)
        guard word == "row" else { return .word(word) }
        guard peek() == ".", let first = peek(1), Self.continuesName(first), first != "." else { return .row("") }
        index += 1
        let nameStart = index
        while let scalar = peek(), Self.continuesName(scalar) { index += 1 }
        return .row(input.string(nameStart..<index))
    }

    private mutating func symbol() throws(ConditionDefect) -> String {
        let start = index
        let pair = input.string(start..<min(start + 2, scalars.count))
        if ["==", "!=", "<=", ">="].contains(pair) {
            index += 2
            return pair
        }
        if let instead = Self.misspelled[pair] ?? Self.misspelled[String(scalars[start])] {
            throw ConditionDefect(
                message: "\(input.shown(start..<(start + 1))) is no operator",
                offset: start,
                suggestion: instead
            )
        }
        guard "<>()[],".unicodeScalars.contains(scalars[start]) else {
            throw ConditionDefect(message: "unexpected \(input.shown(start..<(start + 1)))", offset: start)
        }
        index += 1
        return String(scalars[start])
    }

    /// What other languages call our operators.
    private static let misspelled = ["&&": "and", "||": "or", "<>": "!=", "=~": "matches", "=": "==", "!": "not"]

    private static func beginsWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic
    }

    private static func continuesWord(_ scalar: Unicode.Scalar) -> Bool {
        beginsWord(scalar) || ("0"..."9").contains(scalar)
    }

    /// Column names and JSON paths as they mostly are; others are written `row['NAME']`.
    private static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
        continuesWord(scalar) || scalar == "." || scalar == "-" || scalar == "@"
    }

    private static func continuesNumber(_ scalar: Unicode.Scalar, after previous: Unicode.Scalar) -> Bool {
        if scalar == "+" || scalar == "-" { return previous == "e" || previous == "E" }
        return scalar == "." || continuesWord(scalar)
    }
}
