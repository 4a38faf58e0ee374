/// Hosts that browsers read as IPv4 addresses although they are not written as four decimal numbers (WHATWG URL
/// Standard, "IPv4 parser"): `0x7f.1`, `3221226000`, `0300.0.02.1`.
enum NumericHost {
    /// Whether a host, in lower case, ends in a number without being an address: such names do not exist.
    @inline(__always)
    static func isMalformed(_ host: Bytes) -> Bool {
        let isRooted = host.count > 1 && host[host.count - 1] == Ascii.dot
        let name = isRooted ? host.prefixed(host.count - 1) : host
        guard Hexadecimal.value(of: name[name.count - 1]) != nil || name.ends(with: "0x") else { return false }
        let last = name.dropped((name.lastIndex(of: Ascii.dot) ?? -1) + 1)
        return isNumber(last) && address(name) == nil
    }

    private static func isNumber(_ label: Bytes) -> Bool {
        if label.has("0x") { return label.dropped(2).allSatisfy { Hexadecimal.value(of: $0) != nil } }
        return label.allSatisfy { $0 >= Ascii.zero && $0 <= Ascii.nine }
    }

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
