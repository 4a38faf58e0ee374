/// URLs with a scheme.
struct URLForm {
    let table: ByteTable

    /// A URL cut into the parts that are treated differently.
    struct Parts {
        /// In lower case, fanged: `http`, never `hxxp`.
        let scheme: String
        /// Whether the scheme was written defanged.
        let wasDefanged: Bool
        /// With the `@`, empty where there is none.
        let userinfo: Bytes
        let host: Bytes
        /// Port, path, query and fragment as written.
        let rest: Bytes
    }

    /// Cuts `scheme://[userinfo@]host[rest]`; nil without scheme or host.
    func parts(of scan: Scan) -> Parts? {
        guard let colon = schemeEnd(scan.lower) else { return nil }
        guard let scheme = Scheme(scan.lower.prefixed(colon), table: table) else { return nil }
        let start = colon + 3
        let end = Self.authorityEnd(scan.raw, from: start)
        let authority = scan.raw.slice(start..<end)
        let hostStart = authority.lastIndex(of: Ascii.at).map { $0 + 1 } ?? 0
        let hostEnd = Self.hostEnd(authority, from: hostStart)
        guard hostEnd > hostStart else { return nil }
        return Parts(
            scheme: scheme.text,
            wasDefanged: scheme.wasDefanged,
            userinfo: authority.prefixed(hostStart),
            host: authority.slice(hostStart..<hostEnd),
            rest: scan.raw.dropped(start + hostEnd)
        )
    }

    /// Scheme and host in lower case, the host in ASCII, everything else untouched.
    ///
    /// Kept as written: userinfo, port (also a default one), path, query, fragment, brackets of an IPv6 host.
    func canonical(_ parts: Parts) -> String? {
        guard let userinfo = parts.userinfo.text, let rest = parts.rest.text, let host = host(parts.host),
            isPortOrNone(parts.rest)
        else { return nil }
        return "\(parts.scheme)://\(userinfo)\(host)\(rest)"
    }

    /// The host of a URL in the form that belongs into one.
    private func host(_ bytes: Bytes) -> String? {
        table.scan(bytes) { scan in
            if bytes[0] == Ascii.openBracket {
                return AddressForm.canonical(bytes) == nil ? nil : scan.lower.asciiText
            }
            return HostName(scan)?.text
        }
    }

    /// What follows the host is nothing, a port, or the end of the authority.
    private func isPortOrNone(_ rest: Bytes) -> Bool {
        guard !rest.isEmpty, rest[0] == Ascii.colon else { return true }
        let port = rest.slice(1..<Self.authorityEnd(rest, from: 1))
        return port.isEmpty || AddressForm.isPort(port)
    }

    /// The colon of `://`, when everything before it is one scheme.
    private func schemeEnd(_ lower: Bytes) -> Int? {
        var index = 0
        while index < lower.count, index <= 20, lower[index] != Ascii.colon { index += 1 }
        return index >= 2 && lower.has("://", at: index) ? index : nil
    }

    /// A backslash ends it too, as in browsers.
    private static func authorityEnd(_ bytes: Bytes, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case Ascii.slash, Ascii.question, Ascii.hash, Ascii.backslash: return index
            default: index += 1
            }
        }
        return index
    }

    private static func hostEnd(_ authority: Bytes, from start: Int) -> Int {
        guard start < authority.count, authority[start] == Ascii.openBracket else {
            return authority.index(of: Ascii.colon, from: start) ?? authority.count
        }
        return authority.index(of: Ascii.closeBracket, from: start).map { $0 + 1 } ?? authority.count
    }
}

/// A URL scheme, with the spellings that make it harmless undone.
struct Scheme {
    let text: String
    let wasDefanged: Bool

    /// - Parameter lower: the scheme in lower case, without colon.
    init?(_ lower: Bytes, table: ByteTable) {
        if let fanged = Self.fanged(lower) {
            (text, wasDefanged) = (fanged, true)
            return
        }
        guard lower.count >= 2, !table.classOf(lower[0]).isDisjoint(with: [.hexLetter, .letter]),
            lower.allSatisfy({ Self.isSchemeByte($0, table) })
        else { return nil }
        (text, wasDefanged) = (lower.asciiText, false)
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
