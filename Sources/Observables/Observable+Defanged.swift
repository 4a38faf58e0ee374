extension Observable {
    /// The value in a form that no mail reader or spreadsheet turns into a link, for reports.
    ///
    /// `evil[.]example`, `user[@]evil[.]example`, `hxxp://evil[.]example/path.html`, `203[.]0[.]113[.]7`,
    /// `2001[:]db8[:]…`. In a URL scheme and host change, the rest stays. Other kinds are returned as they are.
    /// ``Detector`` undoes it.
    package var defanged: String {
        switch kind {
        case .host, .address, .cidr: Self.withBracketedSigns(canonical)
        case .emailAddress: Self.mail(canonical)
        case .url: Self.url(canonical)
        default: canonical
        }
    }

    private static func withBracketedSigns(_ text: some StringProtocol) -> String {
        replacing(":", in: replacing(".", in: text, with: "[.]"), with: "[:]")
    }

    private static func mail(_ text: String) -> String {
        guard let at = text.lastIndex(of: "@") else { return text }
        return text[..<at] + "[@]" + withBracketedSigns(text[text.index(after: at)...])
    }

    private static func url(_ text: String) -> String {
        text.withBytes { bytes in
            let table = ByteTable.shared
            return table.scan(bytes) { scan in
                guard let parts = URLForm(table: table).parts(of: scan), let host = parts.host.text else { return text }
                return parts.text(scheme: scheme(parts.scheme.text), host: hostInURL(host)) ?? text
            }
        }
    }

    private static func scheme(_ scheme: String) -> String {
        switch scheme {
        case "http": "hxxp"
        case "https": "hxxps"
        case "ftp": "fxp"
        case "ftps": "fxps"
        default: scheme
        }
    }

    /// The brackets of an IPv6 host are taken already.
    private static func hostInURL(_ host: String) -> String {
        host.hasPrefix("[") ? host : replacing(".", in: host, with: "[.]")
    }

    private static func replacing(_ sign: Character, in text: some StringProtocol, with other: String) -> String {
        text.split(separator: sign, omittingEmptySubsequences: false).joined(separator: other)
    }
}
