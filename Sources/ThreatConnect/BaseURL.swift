/// Where the API is: scheme, host, port and the path in front of `/v2` and `/v3`.
///
/// People paste `https://host`, `https://host/`, `https://host/api` or a link copied from the API
/// documentation (`…/api/v2`); all become exactly one `/api` (API document, section 0.2). A prefix in
/// front of `/api` is kept, because it is part of the signed string.
package struct BaseURL: Sendable, Hashable, CustomStringConvertible {
    /// `https` or, for a local server, `http`.
    package let scheme: String
    /// Lower case; an IPv6 address keeps its brackets.
    package let host: String
    /// Nil means the scheme's own port.
    package let port: Int?
    /// Ends in `/api`, without a trailing slash.
    package let path: String
    /// Scheme, host and port: what a request target is appended to.
    package let origin: String

    /// - Throws: When the text is not an http or https address, or carries credentials, a query or a fragment.
    package init(_ text: String) throws(ConnectionSettingsError) {
        let trimmed = text.drop(while: \.isWhitespace).trimmingSuffix(while: \.isWhitespace)
        guard !trimmed.isEmpty else { throw Self.refused("is empty") }
        guard let separator = trimmed.firstRange(of: "://") else { throw Self.refused("has no scheme") }
        let scheme = trimmed[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { throw Self.refused("must begin with https://") }

        let rest = trimmed[separator.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else { throw Self.refused("must not have a query or fragment") }
        let authorityText = rest.prefix { $0 != "/" }
        guard !authorityText.contains("@") else {
            throw Self.refused("must not carry a user name or password; use access_key and secret_key")
        }
        guard let authority = Authority(authorityText) else {
            throw Self.refused("has no usable host and port: \"\(authorityText)\"")
        }
        self.scheme = scheme
        (host, port) = (authority.host, authority.port)
        origin = port.map { "\(scheme)://\(authority.host):\($0)" } ?? "\(scheme)://\(authority.host)"
        path = try Self.normalised(path: rest.dropFirst(authorityText.count))
    }

    package var description: String { origin + path }

    /// What a name service or a socket takes: an address without brackets.
    var hostName: String { host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host }

    /// The scheme's own where none is given.
    var usedPort: Int { port ?? usualPort }

    /// The value of a request's `Host`: with the port, unless it is the scheme's own.
    var authority: String { usedPort == usualPort ? host : "\(host):\(usedPort)" }

    private var usualPort: Int { scheme == "https" ? 443 : 80 }

    private static func normalised(path: Substring) throws(ConnectionSettingsError) -> String {
        var segments = path.split(separator: "/")
        for segment in segments where segment == "." || segment == ".." || !segment.utf8.allSatisfy(isPlain) {
            throw refused("has an unusual path segment \"\(segment)\"")
        }
        if let version = segments.last, version == "v2" || version == "v3" { segments.removeLast() }
        while segments.last == "api" { segments.removeLast() }
        return "/" + (segments + ["api"]).joined(separator: "/")
    }

    private static func isPlain(_ byte: UInt8) -> Bool { PercentEncoding.isUnreserved(byte) }

    private static func refused(_ reason: String) -> ConnectionSettingsError {
        ConnectionSettingsError(
            setting: .url,
            problem: "\(reason); expected something like https://app.threatconnect.com"
        )
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while matches: (Character) -> Bool) -> Substring {
        guard let last = lastIndex(where: { !matches($0) }) else { return self[startIndex..<startIndex] }
        return self[...last]
    }
}
