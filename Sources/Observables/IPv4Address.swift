/// An IPv4 address.
struct IPv4Address: Hashable, Sendable {
    /// Network order: the first octet is the most significant.
    let value: UInt32

    init(value: UInt32) { self.value = value }

    /// Reads four decimal octets without leading zeros, and nothing else.
    ///
    /// Leading zeros are refused because half of the world reads them as octal.
    @inline(__always)
    init?(_ bytes: Bytes) {
        guard bytes.count >= 7, bytes.count <= 15 else { return nil }
        var value: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in bytes {
            let digit = UInt32(byte &- Ascii.zero)
            if digit <= 9 {
                guard digits == 0 || octet > 0 else { return nil }
                octet = octet &* 10 &+ digit
                digits &+= 1
                guard octet <= 255 else { return nil }
            } else {
                guard byte == Ascii.dot, digits > 0, dots < 3 else { return nil }
                value = value << 8 | octet
                (octet, digits, dots) = (0, 0, dots &+ 1)
            }
        }
        guard dots == 3, digits > 0 else { return nil }
        self.value = value << 8 | octet
    }

    /// `203.0.113.7`
    var text: String {
        [24, 16, 8, 0].map { String(value >> UInt32($0) & 0xFF) }.joined(separator: ".")
    }
}
