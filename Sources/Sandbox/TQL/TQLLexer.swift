/// Splits a query into words, signs, texts and numbers.
struct TQLLexer {
    struct Token: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            /// A keyword or an operator's word; `TODAY()` and `NOW()` are words followed by parentheses.
            case word(String)
            case text(String)
            case number(String)
            /// `=`, `!=`, `(`, `,` …
            case sign(String)
            case end
        }

        let kind: Kind
        /// Zero-based offset in the query, in bytes.
        let place: Int
    }

    private let bytes: [UInt8]
    private var next = 0

    private init(_ query: String) { bytes = Array(query.utf8) }

    /// Returns the tokens of `query`; the last one is ``Token/Kind/end``.
    ///
    /// - Throws: ``TQLProblem`` for a text without its closing quote and for a character that begins nothing.
    static func tokens(of query: String) throws(TQLProblem) -> [Token] {
        var lexer = TQLLexer(query)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.token()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func token() throws(TQLProblem) -> Token {
        while next < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[next]) { next += 1 }
        let place = next
        guard next < bytes.count else { return Token(kind: .end, place: place) }
        switch bytes[next] {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return Token(kind: .text(try text()), place: place)
        case let byte where Self.beginsWord(byte): return Token(kind: .word(run(Self.continuesWord)), place: place)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            return Token(kind: .number(number()), place: place)
        default: return Token(kind: .sign(try sign()), place: place)
        }
    }

    private mutating func run(_ belongs: (UInt8) -> Bool) -> String {
        let start = next
        while next < bytes.count, belongs(bytes[next]) { next += 1 }
        return String(decoding: bytes[start..<next], as: UTF8.self)
    }

    private mutating func number() -> String {
        let start = next
        next += 1
        while next < bytes.count, Self.isDigit(bytes[next]) || bytes[next] == UInt8(ascii: ".") { next += 1 }
        return String(decoding: bytes[start..<next], as: UTF8.self)
    }

    /// A backslash takes the next character as it is.
    private mutating func text() throws(TQLProblem) -> String {
        let (start, quote) = (next, bytes[next])
        var text: [UInt8] = []
        next += 1
        while next < bytes.count, bytes[next] != quote {
            if bytes[next] == UInt8(ascii: "\\"), next + 1 < bytes.count { next += 1 }
            text.append(bytes[next])
            next += 1
        }
        guard next < bytes.count else { throw TQLProblem(place: start, reason: "the text has no closing quote") }
        next += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func sign() throws(TQLProblem) -> String {
        let two = String(decoding: bytes[next..<min(next + 2, bytes.count)], as: UTF8.self)
        if ["==", "!=", ">=", "<="].contains(two) {
            next += 2
            return two
        }
        guard "=<>(),".utf8.contains(bytes[next]) else {
            throw TQLProblem(place: next, reason: "unexpected character")
        }
        next += 1
        return String(decoding: bytes[next - 1..<next], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func beginsWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        beginsWord(byte) || isDigit(byte) || byte == UInt8(ascii: ".")
    }
}

/// Why a query is refused.
package struct TQLProblem: Error, Sendable, Hashable {
    /// Zero-based offset in the query, in bytes.
    package let place: Int
    package let reason: String

    var refusal: Refusal {
        Refusal(status: 400, message: "The TQL query is not valid: \(reason) at character \(place + 1)")
    }
}
