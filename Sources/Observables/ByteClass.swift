/// What a byte can be part of; the union over a value says which kinds it can be.
struct ByteClass: OptionSet, Sendable {
    let rawValue: UInt32

    static let digit = Self(rawValue: 1 << 0)
    /// `a`–`f`, `A`–`F`.
    static let hexLetter = Self(rawValue: 1 << 1)
    /// The other Latin letters.
    static let letter = Self(rawValue: 1 << 2)
    static let dot = Self(rawValue: 1 << 3)
    static let hyphen = Self(rawValue: 1 << 4)
    static let underscore = Self(rawValue: 1 << 5)
    static let colon = Self(rawValue: 1 << 6)
    static let slash = Self(rawValue: 1 << 7)
    static let at = Self(rawValue: 1 << 8)
    static let percent = Self(rawValue: 1 << 9)
    /// `[](){}\`: what defanging is written with.
    static let bracket = Self(rawValue: 1 << 10)
    /// Allowed in the local part of a mail address only: ``!#$&'*+=?^`|~``.
    static let mark = Self(rawValue: 1 << 11)
    /// Not ASCII.
    static let high = Self(rawValue: 1 << 12)
    /// Blanks and control characters.
    static let blank = Self(rawValue: 1 << 13)
    /// `" , ; < >`
    static let other = Self(rawValue: 1 << 14)

    static let hexadecimal: Self = [.digit, .hexLetter]
    static let alphanumeric: Self = [.digit, .hexLetter, .letter]
    static let hostName: Self = [.alphanumeric, .dot, .hyphen, .underscore]

    static func of(_ byte: UInt8) -> Self {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): .hexLetter
        case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"): .letter
        case Ascii.dot: .dot
        case Ascii.hyphen: .hyphen
        case Ascii.underscore: .underscore
        case Ascii.colon: .colon
        case Ascii.slash: .slash
        case Ascii.at: .at
        case Ascii.percent: .percent
        case Ascii.openBracket, Ascii.closeBracket, Ascii.openParenthesis, Ascii.closeParenthesis,
            Ascii.openBrace, Ascii.closeBrace, Ascii.backslash:
            .bracket
        case 0x80...: .high
        case 0...Ascii.space, 0x7F: .blank
        case Ascii.quote, Ascii.comma, Ascii.semicolon, Ascii.less, Ascii.greater: .other
        default: .mark
        }
    }
}
