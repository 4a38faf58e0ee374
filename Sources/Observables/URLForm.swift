/// URLs with a scheme.
struct URLForm {
    let table: ByteTable

    /// A URL cut into the parts that are treated differently.
    struct Parts {
        private let scan: Scan
        let scheme: Scheme
        /// Userinfo with its `@`, empty where there is none.
        let userinfo: Range<Int>
        private let hostRange: Range<Int>

        init(scan: Scan, scheme: Scheme, userinfo: Range<Int>, host: Range<Int>) {
            self.scan = scan
            self.scheme = scheme
            self.userinfo = userinfo
            hostRange = host
        }

        var host: Bytes { scan.raw.slice(hostRange) }
        /// Port, path, query and fragment as written.
        var rest: Bytes { scan.raw.dropped(hostRange.upperBound) }

        /// The parts put together again around another scheme and host, nil where they are not UTF-8.
        func text(scheme: String, host: String) -> String? {
            guard let userinfo = scan.raw.slice(userinfo).text, let rest = rest.text else { return nil }
            return "\(scheme)://\(userinfo)\(host)\(rest)"
        }

        /// The whole in one copy, scheme and host in lower case; for a URL in ASCII.
        func lowerCased() -> String {
            String(unsafeUninitializedCapacity: scan.count) { buffer in
                _ = buffer.initialize(from: scan.raw)
                for index in 0..<userinfo.lowerBound { buffer[index] = scan.lower[index] }
                for index in hostRange { buffer[index] = scan.lower[index] }
                return scan.count
            }
        }

        var isASCII: Bool { !scan.holds(.high) }
    }

    /// Cuts `scheme://[userinfo@]host[rest]`; nil without scheme or host.
    @inline(__always)
    func parts(of scan: Scan) -> Parts? {
        guard let colon = schemeEnd(scan.lower), let scheme = Scheme(scan.lower.prefixed(colon), table: table) else {
            return nil
        }
        let start = colon + 3
        let end = Self.authorityEnd(scan.raw, from: start)
        let authority = scan.raw.slice(start..<end)
        // Not even in userinfo (RFC 3986, section 3.2): more than a URL is there.
        guard !authority.contains(Ascii.space) else { return nil }
        let hostStart = authority.lastIndex(of: Ascii.at).map { $0 + 1 } ?? 0
        let hostEnd = Self.hostEnd(authority, from: hostStart)
        guard hostEnd > hostStart else { return nil }
        return Parts(
            scan: scan,
            scheme: scheme,
            userinfo: start..<start + hostStart,
            host: start + hostStart..<start + hostEnd
        )
    }

    /// Scheme and host in lower case, the host in ASCII and without the root's dot, everything else untouched.
    ///
    /// Kept as written: userinfo, port (also a default one), path, query, fragment, brackets of an IPv6 host.
    func canonical(_ parts: Parts) -> String? {
        guard isPortOrNone(parts.rest) else { return nil }
        return table.scan(parts.host) { host in
            guard !NumericHost.isMalformed(host.lower) else { return nil }
            if host.raw[0] == Ascii.openBracket {
                guard AddressForm.canonical(host.raw) != nil else { return nil }
                return parts.text(scheme: parts.scheme.text, host: host.lower.asciiText)
            }
            let isRooted = host.raw[host.count - 1] == Ascii.dot
            if parts.isASCII, !parts.scheme.wasDefanged, !isRooted {
                return HostName.isValid(host) ? parts.lowerCased() : nil
            }
            guard let name = HostName(host), !isMalformed(name) else { return nil }
            return parts.text(scheme: parts.scheme.text, host: name.text)
        }
    }

    /// Asked again of the converted name: other alphabets have dots and digits of their own.
    private func isMalformed(_ name: HostName) -> Bool {
        var text = name.text
        return text.withUTF8 { NumericHost.isMalformed($0) }
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
