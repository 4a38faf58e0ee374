/// Names that public DNS does not hold.
///
/// `example.com`, `example.net` and `example.org` do resolve and are not local; neither are `.onion` names, which exist
/// outside DNS and are held as indicators.
enum LocalNames {
    /// Why the canonical host name is local, nil when it may be public.
    static func reason(for name: String) -> String? {
        name.withBytes { bytes in
            guard bytes.index(of: Ascii.dot) != nil else { return "single label" }
            return suffixes.first { isBelow(bytes, $0.suffix) }?.name
        }
    }

    private static func isBelow(_ name: Bytes, _ suffix: StaticString) -> Bool {
        let start = name.count - suffix.utf8CodeUnitCount
        return name.has(suffix, at: start) && (start == 0 || name[start - 1] == Ascii.dot)
    }

    private static let suffixes: [(suffix: StaticString, name: String)] = [
        ("local", "local name (.local, RFC 6762)"),
        ("localhost", "local name (.localhost, RFC 6761)"),
        ("localdomain", "local name (.localdomain)"),
        ("internal", "local name (.internal, reserved by ICANN)"),
        ("intranet", "local name (.intranet, RFC 6762 appendix G)"),
        ("lan", "local name (.lan, RFC 6762 appendix G)"),
        ("home", "local name (.home, RFC 6762 appendix G)"),
        ("corp", "local name (.corp, RFC 6762 appendix G)"),
        ("private", "local name (.private, RFC 6762 appendix G)"),
        ("home.arpa", "local name (home.arpa, RFC 8375)"),
        ("in-addr.arpa", "reverse look-up (in-addr.arpa, RFC 1035)"),
        ("ip6.arpa", "reverse look-up (ip6.arpa, RFC 3596)"),
        ("test", "reserved for tests (.test, RFC 2606)"),
        ("example", "documentation (.example, RFC 2606)"),
        ("invalid", "never valid (.invalid, RFC 2606)"),
    ]
}
