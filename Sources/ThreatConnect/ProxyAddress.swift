package import Observables

/// An HTTP proxy through which connections are made with `CONNECT`.
package struct ProxyAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int
    package let user: String?
    package let password: Secret?

    /// - Parameter text: `http://host:port`, `http://user:password@host:port` or `host:port`. User and password
    ///   may be percent-encoded.
    /// - Throws: For another scheme, a missing port or an unusable host. The message never repeats the credentials.
    package init(_ text: String) throws(ConnectionSettingsError) {
        var rest = text.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true || rest.last == "/" { rest = rest.dropLast() }
        if let separator = rest.firstRange(of: "://") {
            guard rest[..<separator.lowerBound].lowercased() == "http" else {
                throw Self.refused("only http:// proxies are supported")
            }
            rest = rest[separator.upperBound...]
        }
        (user, password) = try Self.credentials(in: rest)
        let authorityText = rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
        guard let authority = Authority(authorityText) else { throw Self.refused("has no usable host and port") }
        guard let port = authority.port else { throw Self.refused("has no port") }
        host = authority.host.hasPrefix("[") ? String(authority.host.dropFirst().dropLast()) : authority.host
        self.port = port
    }

    /// Without user and password.
    package var description: String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    private static func credentials(in text: Substring) throws(ConnectionSettingsError) -> (String?, Secret?) {
        guard let at = text.lastIndex(of: "@") else { return (nil, nil) }
        let parts = text[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let decoded = parts.map { PercentEncoding.decode($0) }
        guard let user = decoded[0], !user.isEmpty else { throw refused("has an unreadable user name") }
        guard decoded.count == 2 else { return (user, Secret("")) }
        guard let password = decoded[1] else { throw refused("has an unreadable password; write % as %25") }
        return (user, Secret(password))
    }

    private static func refused(_ reason: String) -> ConnectionSettingsError {
        ConnectionSettingsError(
            setting: .httpProxy,
            problem: "\(reason); expected http://host:port or http://user:password@host:port"
        )
    }
}
