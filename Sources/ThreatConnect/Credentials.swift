package import Observables

/// What proves who is asking (API document, section 1).
package enum Credentials: Sendable, Hashable {
    /// Access ID and secret key of an API user; every request is signed.
    case hmac(accessKey: Secret, secretKey: Secret)
    /// One API token.
    case token(Secret)

    /// - Throws: For an empty value, or one with blanks or control characters around or in a part that becomes
    ///   a header: left by an editor or a shell, it would only show up as a refused signature.
    package func validate() throws(ConnectionSettingsError) {
        switch self {
        case .hmac(let accessKey, let secretKey):
            try Self.requireHeaderText(accessKey, .accessKey)
            try Self.require(!secretKey.reveal().isEmpty, .secretKey, "is empty")
            try Self.require(
                !secretKey.reveal().utf8.contains { $0 < 0x20 || $0 == 0x7F },
                .secretKey,
                "holds a line break or another control character; was a trailing newline read from a file?"
            )
        case .token(let token):
            try Self.requireHeaderText(token, .token)
        }
    }

    private static func requireHeaderText(
        _ secret: Secret,
        _ setting: ConnectionSettingsError.Setting
    ) throws(ConnectionSettingsError) {
        let text = secret.reveal()
        try require(!text.isEmpty, setting, "is empty")
        let isVisible = text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
        try require(isVisible, setting, "holds a blank, a line break or a character outside ASCII")
    }

    private static func require(
        _ condition: Bool,
        _ setting: ConnectionSettingsError.Setting,
        _ problem: String
    ) throws(ConnectionSettingsError) {
        if !condition { throw ConnectionSettingsError(setting: setting, problem: problem) }
    }
}

extension Credentials {
    var isToken: Bool {
        if case .token = self { true } else { false }
    }
}
