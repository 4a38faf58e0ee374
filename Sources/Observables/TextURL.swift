/// A URL found in running text.
struct TextURL {
    /// Where it stands.
    let range: Range<Int>
    let observable: Observable

    /// Schemes recognised in text; `hxxp` and its like besides.
    private static let schemes: [StaticString] = [
        "https", "http", "ftps", "ftp", "sftp", "ssh", "wss", "ws", "tcp", "udp", "ldaps", "ldap", "smb", "rtsp",
    ]

    /// Reads the URL whose `://` is at `colon`; nil where none is.
    ///
    /// The host is looked at before the end is searched for, so that refusing costs no more than the host's length.
    init?(_ text: Bytes, colon: Int, within range: Range<Int>, _ reader: ValueReader) {
        guard let start = Self.schemeStart(text, colon: colon, from: range.lowerBound) else { return nil }
        let authorityEnd = Self.authorityEnd(text, from: colon + 3, to: range.upperBound)
        guard Self.hasHost(text.slice(start..<authorityEnd), reader) else { return nil }
        let end = Self.trimmedEnd(text, start, Self.end(text, from: authorityEnd, to: range.upperBound))
        guard let found = reader.table.scan(text.slice(start..<end), { reader.observable($0) }), found.kind == .url
        else {
            return nil
        }
        self.range = start..<end
        observable = found
    }

    /// The longest known scheme that ends at `colon`: in `\nhttp://` it is `http`.
    private static func schemeStart(_ text: Bytes, colon: Int, from lowest: Int) -> Int? {
        for length in stride(from: min(6, colon - lowest), through: 2, by: -1) {
            let name = text.slice(colon - length..<colon)
            if isScheme(name) { return colon - length }
        }
        return nil
    }

    private static func isScheme(_ name: Bytes) -> Bool {
        ByteTable.shared.scan(name) { scan in
            schemes.contains { $0.utf8CodeUnitCount == scan.count && scan.lower.has($0) }
                || Scheme(scan.lower, table: .shared)?.wasDefanged == true
        }
    }

    private static func authorityEnd(_ text: Bytes, from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit {
            switch text[index] {
            case Ascii.slash, Ascii.question, Ascii.hash, Ascii.backslash, Ascii.comma, Ascii.semicolon: return index
            case 0x80...:
                let scalar = TextScalar(text, at: index)
                if scalar.role == .separator { return index }
                index += scalar.length
            default: index += 1
            }
        }
        return index
    }

    private static func hasHost(_ authority: Bytes, _ reader: ValueReader) -> Bool {
        let end = trimmedEnd(authority, 0, authority.count)
        return reader.table.scan(authority.prefixed(end)) { scan in
            guard let host = URLForm(table: reader.table).parts(of: scan)?.host else { return false }
            return host[0] == Ascii.openBracket || host.index(of: Ascii.dot).map { $0 > 0 } ?? false
                || host.contains { $0 >= 0x80 }
        }
    }

    /// The first byte that no URL contains, or the comma before the next URL of a list.
    private static func end(_ text: Bytes, from start: Int, to limit: Int) -> Int {
        var index = start
        while index < limit {
            switch text[index] {
            case Ascii.comma, Ascii.semicolon:
                if startsURL(text, at: index + 1, limit) { return index }
                index += 1
            case 0x80...:
                let scalar = TextScalar(text, at: index)
                if scalar.role == .separator { return index }
                index += scalar.length
            default: index += 1
            }
        }
        return index
    }

    private static func startsURL(_ text: Bytes, at start: Int, _ limit: Int) -> Bool {
        guard let colon = (start..<min(start + 7, limit)).first(where: { text[$0] == Ascii.colon }) else {
            return false
        }
        return text.has("://", at: colon) && schemeStart(text, colon: colon, from: start) == start
    }

    /// Without punctuation that belongs to the sentence; a closing bracket stays when it was opened inside.
    private static func trimmedEnd(_ text: Bytes, _ start: Int, _ end: Int) -> Int {
        var depth = BracketDepth(text, start, end)
        var end = end
        while end > start {
            switch text[end - 1] {
            case Ascii.dot, Ascii.comma, Ascii.semicolon, Ascii.colon, Ascii.question, UInt8(ascii: "!"),
                UInt8(ascii: "*"), Ascii.backslash:
                end -= 1
            case let byte where depth.isUnopened(byte):
                end -= 1
            default: return end
            }
        }
        return end
    }
}

/// How many more brackets of each sort are closed than opened.
private struct BracketDepth {
    private var surplus: (round: Int, square: Int, curly: Int) = (0, 0, 0)

    init(_ text: Bytes, _ start: Int, _ end: Int) {
        for index in start..<end {
            switch text[index] {
            case Ascii.openParenthesis: surplus.round -= 1
            case Ascii.closeParenthesis: surplus.round += 1
            case Ascii.openBracket: surplus.square -= 1
            case Ascii.closeBracket: surplus.square += 1
            case Ascii.openBrace: surplus.curly -= 1
            case Ascii.closeBrace: surplus.curly += 1
            default: break
            }
        }
    }

    /// Whether `byte` closes what was not opened, or opens what is not closed; it counts as removed then.
    mutating func isUnopened(_ byte: UInt8) -> Bool {
        switch byte {
        case Ascii.closeParenthesis: Self.take(&surplus.round)
        case Ascii.closeBracket: Self.take(&surplus.square)
        case Ascii.closeBrace: Self.take(&surplus.curly)
        case Ascii.openParenthesis, Ascii.openBrace: true
        default: false
        }
    }

    private static func take(_ count: inout Int) -> Bool {
        guard count > 0 else { return false }
        count -= 1
        return true
    }
}
