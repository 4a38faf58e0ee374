/// The ways in which logs write one address.
enum AddressForm {
    /// Reads an IPv4 or IPv6 address with or without port, brackets and zone:
    /// `203.0.113.7`, `203.0.113.7:443`, `2001:db8::1`, `fe80::1%eth0`, `[2001:db8::1]:443`.
    ///
    /// Port and zone are dropped. An IPv4-mapped address (`::ffff:203.0.113.7`) becomes the IPv4 address it stands
    /// for, because that is what ThreatConnect holds.
    static func canonical(_ bytes: Bytes) -> String? {
        guard bytes.count >= 2, bytes.count <= 120 else { return nil }
        if bytes[0] == Ascii.openBracket { return bracketed(bytes) }
        guard let colon = bytes.index(of: Ascii.colon) else { return ipv4(bytes) }
        if isPort(bytes.dropped(colon + 1)), let address = ipv4(bytes.prefixed(colon)) { return address }
        return ipv6(bytes)
    }

    private static func ipv4(_ bytes: Bytes) -> String? {
        IPv4Address(bytes) == nil ? nil : bytes.asciiText
    }

    /// Without port and brackets; the zone (RFC 4007) may be there.
    static func ipv6(_ bytes: Bytes) -> String? {
        var address = bytes
        if let percent = bytes.index(of: Ascii.percent) {
            guard percent + 1 < bytes.count else { return nil }
            address = bytes.prefixed(percent)
        }
        guard let parsed = IPv6Address(address) else { return nil }
        return parsed.mappedIPv4?.text ?? parsed.text
    }

    /// `[address]` or `[address]:port`.
    private static func bracketed(_ bytes: Bytes) -> String? {
        guard let close = bytes.index(of: Ascii.closeBracket) else { return nil }
        let rest = bytes.dropped(close + 1)
        guard rest.isEmpty || rest[0] == Ascii.colon && isPort(rest.dropped(1)) else { return nil }
        let inside = bytes.slice(1..<close)
        return inside.count < 2 ? nil : ipv6(inside) ?? ipv4(inside)
    }

    /// 0–65535 in at most five digits.
    static func isPort(_ bytes: Bytes) -> Bool { bytes.number(upTo: 65_535) != nil }
}
