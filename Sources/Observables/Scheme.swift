/// A URL scheme, with the spellings that make it harmless undone.
struct Scheme {
    /// In lower case.
    let text: String
    let wasDefanged: Bool

    /// - Parameter lower: the scheme in lower case, without colon.
    @inline(__always)
    init?(_ lower: Bytes, table: ByteTable) {
        if lower.has("http"), lower.count == 4 || lower.count == 5 && lower[4] == UInt8(ascii: "s") {
            (text, wasDefanged) = (lower.count == 4 ? "http" : "https", false)
        } else if let fanged = Self.fanged(lower) {
            (text, wasDefanged) = (fanged, true)
        } else {
            guard Self.isScheme(lower, table) else { return nil }
            (text, wasDefanged) = (lower.asciiText, false)
        }
    }

    private static func isScheme(_ lower: Bytes, _ table: ByteTable) -> Bool {
        lower.count >= 2 && !table.classOf(lower[0]).isDisjoint(with: [.hexLetter, .letter])
            && lower.allSatisfy { isSchemeByte($0, table) }
    }

    private static func isSchemeByte(_ byte: UInt8, _ table: ByteTable) -> Bool {
        ByteClass([.alphanumeric, .hyphen, .dot]).contains(table.classOf(byte)) || byte == UInt8(ascii: "+")
    }

    /// `hxxp`, `h**p`, `h__p`, `htxp`, `hzzzp`, `meow` and `fxp`, each with or without `s`.
    private static func fanged(_ lower: Bytes) -> String? {
        let isSecure = lower.count > 2 && lower[lower.count - 1] == UInt8(ascii: "s")
        let stem = isSecure ? lower.prefixed(lower.count - 1) : lower
        if stem.count == 3, stem.has("fxp") { return isSecure ? "ftps" : "ftp" }
        guard (4...5).contains(stem.count), stem[0] == UInt8(ascii: "h"), stem[stem.count - 1] == UInt8(ascii: "p"),
            !stem.has("http")
        else { return stem.count == 4 && stem.has("meow") ? (isSecure ? "https" : "http") : nil }
        let middle = stem.slice(1..<stem.count - 1)
        return middle.allSatisfy(isMask) ? (isSecure ? "https" : "http") : nil
    }

    private static func isMask(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "x"), UInt8(ascii: "z"), UInt8(ascii: "t"), UInt8(ascii: "*"), Ascii.underscore,
            Ascii.hyphen:
            true
        default: false
        }
    }
}
