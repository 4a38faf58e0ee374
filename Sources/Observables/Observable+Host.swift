extension Observable {
    /// The Host inside a URL or a mail address, or the Address where an address stands there; nil for other kinds.
    package var host: Observable? {
        switch kind {
        case .url: canonical.withBytes(Self.hostOfURL)
        case .emailAddress: canonical.withBytes(Self.hostOfMail)
        default: nil
        }
    }

    private static func hostOfMail(_ bytes: Bytes) -> Observable? {
        guard let at = bytes.lastIndex(of: Ascii.at), at + 1 < bytes.count else { return nil }
        return Observable(kind: .host, canonical: bytes.dropped(at + 1).asciiText)
    }

    private static func hostOfURL(_ bytes: Bytes) -> Observable? {
        let table = ByteTable.shared
        return table.scan(bytes) { scan in
            guard let host = URLForm(table: table).parts(of: scan)?.host else { return nil }
            if let address = AddressForm.canonical(host) { return Observable(kind: .address, canonical: address) }
            if let address = NumericHost.address(host) { return Observable(kind: .address, canonical: address.text) }
            return table.scan(host) { HostName($0) }.map { Observable(kind: .host, canonical: $0.text) }
        }
    }
}

/// Hosts that browsers read as IPv4 addresses although they are not written as four decimal numbers (WHATWG URL
/// Standard, "IPv4 parser"): `0x7f.1`, `3221226000`, `0300.0.02.1`.
enum NumericHost {
    static func address(_ host: Bytes) -> IPv4Address? {
        guard host.count <= 64 else { return nil }
        var parts = host.split(separator: Ascii.dot, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard (1...4).contains(parts.count) else { return nil }
        let numbers = parts.compactMap { number(Bytes(rebasing: $0)) }
        guard numbers.count == parts.count, let last = numbers.last, numbers.dropLast().allSatisfy({ $0 <= 255 }) else {
            return nil
        }
        guard last < 1 << (8 * UInt64(5 - numbers.count)) else { return nil }
        let high = numbers.dropLast().enumerated().reduce(UInt64(0)) { $0 | $1.element << UInt64(24 - 8 * $1.offset) }
        return IPv4Address(value: UInt32(truncatingIfNeeded: high | last))
    }

    /// Decimal, octal after `0`, hexadecimal after `0x`.
    private static func number(_ bytes: Bytes) -> UInt64? {
        let isHexadecimal = bytes.has("0x") || bytes.has("0X")
        let isOctal = !isHexadecimal && bytes.count > 1 && bytes[0] == Ascii.zero
        let digits = bytes.dropped(isHexadecimal ? 2 : isOctal ? 1 : 0)
        guard isHexadecimal || !digits.isEmpty, digits.count <= 16 else { return nil }
        let radix: UInt64 = isHexadecimal ? 16 : isOctal ? 8 : 10
        var value: UInt64 = 0
        for byte in digits {
            guard let digit = Hexadecimal.value(of: byte), digit < radix else { return nil }
            value = value &* radix &+ UInt64(digit)
        }
        return value
    }
}
