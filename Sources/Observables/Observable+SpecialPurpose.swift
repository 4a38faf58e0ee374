extension Observable {
    /// Why asking about the value is pointless, nil when it is worth asking.
    ///
    /// A URL and a mail address are judged by their host; a CIDR block is special when all of it lies in one
    /// special range.
    package var specialPurpose: SkipReason? { special?.reason }

    /// The special range or name with the document that sets it aside, as in `documentation (RFC 5737)`.
    package var rangeName: String? { special?.name }

    private var special: AddressRange? {
        switch kind {
        case .address: canonical.withBytes { Self.range(of: $0, prefix: nil) }
        case .cidr: Self.range(ofBlock: canonical)
        case .host: LocalNames.reason(for: canonical).map { AddressRange(reason: .localName, name: $0) }
        case .url, .emailAddress: host?.special
        default: nil
        }
    }

    private static func range(of address: Bytes, prefix: Int?) -> AddressRange? {
        if let parsed = IPv4Address(address) { return IPv4Ranges.range(of: parsed, prefix: prefix ?? 32) }
        guard address.count >= 2, let parsed = IPv6Address(address) else { return nil }
        return IPv6Ranges.range(of: parsed, prefix: prefix ?? 128)
    }

    private static func range(ofBlock block: String) -> AddressRange? {
        block.withBytes { bytes in
            guard let slash = bytes.index(of: Ascii.slash),
                let length = bytes.dropped(slash + 1).number(upTo: 128)
            else { return nil }
            return range(of: bytes.prefixed(slash), prefix: Int(length))
        }
    }
}
