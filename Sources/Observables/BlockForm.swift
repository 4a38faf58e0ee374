/// CIDR blocks.
enum BlockForm {
    /// Reads `198.51.100.0/24` or `2001:db8::/32`. The address keeps its host bits: whether `198.51.100.7/24` means
    /// the network or an interface, only its writer knows. IPv6 goes to ThreatConnect's normal form.
    static func canonical(_ bytes: Bytes) -> String? {
        guard bytes.count <= 64, let slash = bytes.index(of: Ascii.slash), slash >= 2 else { return nil }
        let address = bytes.prefixed(slash)
        let length = bytes.dropped(slash + 1)
        if IPv4Address(address) != nil {
            return length.number(upTo: 32).map { "\(address.asciiText)/\($0)" }
        }
        guard let parsed = IPv6Address(address) else { return nil }
        return length.number(upTo: 128).map { "\(parsed.text)/\($0)" }
    }
}
