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

/// A value as the recognisers see it: its bytes, the same bytes in ASCII lower case, and the classes that occur.
struct Scan {
    let raw: Bytes
    let lower: Bytes
    let seen: ByteClass

    @inline(__always)
    var count: Int { raw.count }

    @inline(__always)
    func consists(of classes: ByteClass) -> Bool { seen.isSubset(of: classes) }

    @inline(__always)
    func holds(_ byteClass: ByteClass) -> Bool { !seen.isDisjoint(with: byteClass) }
}

/// Class and lower case of every byte in one table, so that one branch-free loop finds both.
///
/// Held by value in whoever scans: a global would be checked for initialisation on each use.
struct ByteTable: Sendable {
    /// For uses outside loops.
    static let shared = ByteTable()

    /// Lower-case byte in bits 0–7, class from bit 8 on.
    private let entries: [UInt32] = (0...255).map { byte in
        let isUpper = byte >= 0x41 && byte <= 0x5A
        return ByteClass.of(UInt8(byte)).rawValue << 8 | UInt32(isUpper ? byte + 0x20 : byte)
    }

    /// Scans `raw` and hands the result, valid during the call, to `body`.
    @inline(__always)
    func scan<Result>(_ raw: Bytes, _ body: (Scan) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { lower in
            let seen = fill(lower, from: raw)
            return body(Scan(raw: raw, lower: Bytes(rebasing: Bytes(lower)[0..<raw.count]), seen: seen))
        }
    }

    @inline(__always)
    private func fill(_ lower: UnsafeMutableBufferPointer<UInt8>, from raw: Bytes) -> ByteClass {
        entries.withUnsafeBufferPointer { entries in
            var seen: UInt32 = 0
            for index in 0..<raw.count {
                let entry = entries[Int(raw[index])]
                seen |= entry
                lower[index] = UInt8(truncatingIfNeeded: entry)
            }
            return ByteClass(rawValue: seen >> 8)
        }
    }

    /// The union of the classes that occur.
    func classes(of bytes: Bytes) -> ByteClass {
        entries.withUnsafeBufferPointer { entries in
            var seen: UInt32 = 0
            for byte in bytes { seen |= entries[Int(byte)] }
            return ByteClass(rawValue: seen >> 8)
        }
    }

    /// The class of one byte.
    @inline(__always)
    func classOf(_ byte: UInt8) -> ByteClass { ByteClass(rawValue: entries[Int(byte)] >> 8) }
}
