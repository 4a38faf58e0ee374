/// A range of addresses set aside for a purpose.
struct AddressRange: Sendable {
    let reason: SkipReason?
    /// With the document that sets it aside.
    let name: String
}

/// The special-purpose IPv4 ranges (RFC 6890 and its registry, IANA "iana-ipv4-special-registry"; RFC 5771).
enum IPv4Ranges {
    /// The range that holds the whole block.
    static func range(of address: IPv4Address, prefix: Int = 32) -> AddressRange? {
        table.first { prefix >= $0.bits && address.value >> UInt32(32 - $0.bits) == $0.base >> UInt32(32 - $0.bits) }?
            .range
    }

    private struct Entry: Sendable {
        let base: UInt32
        let bits: Int
        let range: AddressRange

        init(_ base: UInt32, _ bits: Int, _ reason: SkipReason, _ name: String) {
            self.base = base
            self.bits = bits
            range = AddressRange(reason: reason, name: name)
        }
    }

    private static let table: [Entry] = [
        Entry(0x0A00_0000, 8, .privateAddress, "private use (RFC 1918)"),
        Entry(0xAC10_0000, 12, .privateAddress, "private use (RFC 1918)"),
        Entry(0xC0A8_0000, 16, .privateAddress, "private use (RFC 1918)"),
        Entry(0x6440_0000, 10, .privateAddress, "shared address space (RFC 6598)"),
        Entry(0x0000_0000, 8, .reserved, "this network (RFC 791)"),
        Entry(0x7F00_0000, 8, .reserved, "loopback (RFC 1122)"),
        Entry(0xA9FE_0000, 16, .reserved, "link-local (RFC 3927)"),
        Entry(0xC000_0000, 24, .reserved, "IETF protocol assignments (RFC 6890)"),
        Entry(0xC000_0200, 24, .reserved, "documentation (RFC 5737)"),
        Entry(0xC058_6300, 24, .reserved, "6to4 relay anycast (RFC 7526)"),
        Entry(0xC612_0000, 15, .reserved, "benchmarking (RFC 2544)"),
        Entry(0xC633_6400, 24, .reserved, "documentation (RFC 5737)"),
        Entry(0xCB00_7100, 24, .reserved, "documentation (RFC 5737)"),
        Entry(0xE000_0000, 4, .reserved, "multicast (RFC 5771)"),
        Entry(0xFFFF_FFFF, 32, .reserved, "limited broadcast (RFC 8190)"),
        Entry(0xF000_0000, 4, .reserved, "reserved for future use (RFC 1112)"),
    ]
}

/// The special-purpose IPv6 ranges (RFC 6890 and its registry, IANA "iana-ipv6-special-registry"; RFC 4291).
enum IPv6Ranges {
    /// The range that holds the whole block; addresses that carry an IPv4 address are judged by that one.
    static func range(of address: IPv6Address, prefix: Int = 128) -> AddressRange? {
        if let (carried, bits) = carriedIPv4(address), prefix >= bits {
            return IPv4Ranges.range(of: carried, prefix: min(32, prefix - bits))
        }
        let found = table.first { $0.holds(address, prefix) }
        return found.flatMap { $0.range.reason == nil ? nil : $0.range }
    }

    /// The IPv4 address and the number of bits in front of it: mapped (RFC 4291), NAT64 (RFC 6052), 6to4 (RFC 3056).
    private static func carriedIPv4(_ address: IPv6Address) -> (IPv4Address, Int)? {
        if let mapped = address.mappedIPv4 { return (mapped, 96) }
        if address.high == 0x0064_FF9B_0000_0000, address.low >> 32 == 0 {
            return (IPv4Address(value: UInt32(truncatingIfNeeded: address.low)), 96)
        }
        guard address.group(0) == 0x2002 else { return nil }
        return (IPv4Address(value: UInt32(truncatingIfNeeded: address.high >> 16)), 16)
    }

    private struct Entry: Sendable {
        let high: UInt64
        let low: UInt64
        let bits: Int
        let range: AddressRange

        init(_ high: UInt64, low: UInt64 = 0, _ bits: Int, _ reason: SkipReason?, _ name: String) {
            self.high = high
            self.low = low
            self.bits = bits
            range = AddressRange(reason: reason, name: name)
        }

        func holds(_ address: IPv6Address, _ prefix: Int) -> Bool {
            guard prefix >= bits else { return false }
            if bits <= 64 { return (address.high ^ high) >> UInt64(64 - bits) == 0 }
            return address.high == high && (address.low ^ low) >> UInt64(128 - bits) == 0
        }
    }

    /// First match wins: exceptions stand before what they are taken from.
    private static let table: [Entry] = [
        Entry(0, low: 1, 128, .reserved, "loopback (RFC 4291)"),
        Entry(0, low: 0, 128, .reserved, "unspecified (RFC 4291)"),
        Entry(0xFC00 << 48, 7, .privateAddress, "unique local (RFC 4193)"),
        Entry(0xFE80 << 48, 10, .reserved, "link-local (RFC 4291)"),
        Entry(0xFEC0 << 48, 10, .reserved, "site-local (RFC 3879)"),
        Entry(0xFF00 << 48, 8, .reserved, "multicast (RFC 4291)"),
        Entry(0x2001_0DB8 << 32, 32, .reserved, "documentation (RFC 3849)"),
        Entry(0x3FFF << 48, 20, .reserved, "documentation (RFC 9637)"),
        Entry(0x0100 << 48, 64, .reserved, "discard only (RFC 6666)"),
        Entry(0x0064_FF9B_0001 << 16, 48, .reserved, "local translation (RFC 8215)"),
        Entry(0x2001_0003 << 32, 32, nil, "AMT (RFC 7450)"),
        Entry(0x2001_0004_0112 << 16, 48, nil, "AS112 (RFC 7535)"),
        Entry(0x2001_0000 << 32, 32, .reserved, "Teredo (RFC 4380)"),
        Entry(0x2001_0002 << 32, 48, .reserved, "benchmarking (RFC 5180)"),
        Entry(0x2001_0010 << 32, 28, .reserved, "ORCHID (RFC 4843)"),
        Entry(0x2001_0020 << 32, 28, .reserved, "ORCHIDv2 (RFC 7343)"),
        Entry(0x2001_0000 << 32, 23, .reserved, "IETF protocol assignments (RFC 2928)"),
        Entry(0x5F00 << 48, 16, .reserved, "segment routing (RFC 9602)"),
    ]
}
