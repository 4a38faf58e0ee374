internal import Observables

extension RuleCheck {
    /// Behind a proxy TLS compares the certificate of an address with the address of the proxy: only a name can be checked.
    mutating func proxy(_ root: CheckedSection) {
        guard let section = try? root.section("threatconnect"), let proxy = section.written("http_proxy"),
            proxy.item.value.secret?.reveal().isEmpty == false, (try? section.boolean("verify_ssl")) == true,
            let url = try? section.text("url"), Self.isAddressOverTLS(url)
        else { return }
        note(
            "'url' with an address does not go with 'http_proxy'",
            at: proxy.keyPosition,
            section.path(to: "http_proxy"),
            expected: "a host name in url",
            advice: "behind a proxy, the certificate of an address cannot be checked"
        )
    }

    private static func isAddressOverTLS(_ url: String) -> Bool {
        guard let end = url.firstRange(of: "://"), url[..<end.lowerBound].lowercased() == "https" else { return false }
        let authority = url[end.upperBound...].prefix { $0 != "/" }
        return DeclaredReader(kind: .address).observable(in: String(authority)) != nil
    }
}
