/// An IPv6 address.
struct IPv6Address: Hashable, Sendable {
    /// The first four groups.
    let high: UInt64
    /// The last four groups.
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads any form of RFC 4291 section 2.2, case ignored, without zone and brackets.
    ///
    /// Eight groups of two digits are refused: that is how an EUI-64 hardware address is written.
    init?(_ bytes: Bytes) {
        guard bytes.count >= 2, bytes.count <= 45, var reader = GroupReader(bytes) else { return nil }
        guard let groups = reader.groups() else { return nil }
        high = groups.0
        low = groups.1
        guard !isHardwareAddress, !reader.isPairsOnly else { return nil }
    }

    /// Group 0 is the leftmost.
    func group(_ index: Int) -> UInt16 {
        let half = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index % 4)))
    }

    /// By value, so that an address in normal form is recognised exactly when its other forms are.
    private var isHardwareAddress: Bool {
        (0..<8).allSatisfy { (0x10...0xFF).contains(group($0)) }
    }

    /// ThreatConnect's normal form: eight groups in lower case, no leading zeros, no `::`.
    var text: String {
        String(unsafeUninitializedCapacity: 39) { buffer in
            var length = 0
            for index in 0..<8 {
                if index > 0 { buffer[length] = Ascii.colon; length += 1 }
                length += Self.write(group(index), to: buffer, at: length)
            }
            return length
        }
    }

    private static func write(_ group: UInt16, to buffer: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        let digits = group > 0xFFF ? 4 : group > 0xFF ? 3 : group > 0xF ? 2 : 1
        for position in 0..<digits {
            let digit = UInt8(truncatingIfNeeded: group >> UInt16(4 * (digits - 1 - position)) & 0xF)
            buffer[start + position] = digit < 10 ? Ascii.zero + digit : UInt8(ascii: "a") + digit - 10
        }
        return digits
    }

    /// The IPv4 address inside `::ffff:a.b.c.d` (RFC 4291 section 2.5.5.2).
    var mappedIPv4: IPv4Address? {
        high == 0 && low >> 32 == 0xFFFF ? IPv4Address(value: UInt32(truncatingIfNeeded: low)) : nil
    }
}

/// Reads the groups of a written IPv6 address from left to right.
private struct GroupReader {
    private let bytes: Bytes
    private var position = 0
    /// Groups before `::`, in the low bits.
    private var head: (UInt64, UInt64) = (0, 0)
    private var headCount = 0
    private var tail: (UInt64, UInt64) = (0, 0)
    private var tailCount = 0
    private var isCompressed = false
    /// Every group so far had two digits.
    private var pairs = true

    init?(_ bytes: Bytes) {
        self.bytes = bytes
        if bytes[0] == Ascii.colon {
            guard bytes[1] == Ascii.colon else { return nil }
        }
    }

    var isPairsOnly: Bool { pairs && !isCompressed && headCount == 8 }

    mutating func groups() -> (UInt64, UInt64)? {
        while position < bytes.count {
            if bytes.has("::", at: position) {
                guard !isCompressed else { return nil }
                isCompressed = true
                position += 2
                continue
            }
            if position > 0, bytes[position] == Ascii.colon, bytes[position - 1] != Ascii.colon { position += 1 }
            guard readGroup() else { return nil }
        }
        return joined()
    }

    private mutating func readGroup() -> Bool {
        var value: UInt64 = 0
        let start = position
        while position < bytes.count, let digit = Hexadecimal.value(of: bytes[position]) {
            value = value << 4 | UInt64(digit)
            position += 1
            guard position - start <= 4 else { return false }
        }
        if position < bytes.count, bytes[position] == Ascii.dot { return readIPv4(from: start) }
        guard position > start, position == bytes.count || bytes[position] == Ascii.colon else { return false }
        pairs = pairs && position - start == 2
        return append(value)
    }

    /// The dotted tail of `::ffff:192.0.2.1`; it must end the address.
    private mutating func readIPv4(from start: Int) -> Bool {
        guard let address = IPv4Address(bytes.dropped(start)) else { return false }
        position = bytes.count
        pairs = false
        return append(UInt64(address.value >> 16)) && append(UInt64(address.value & 0xFFFF))
    }

    private mutating func append(_ group: UInt64) -> Bool {
        guard headCount + tailCount < 8 else { return false }
        if isCompressed {
            tail = (tail.0 << 16 | tail.1 >> 48, tail.1 << 16 | group)
            tailCount += 1
        } else {
            head = (head.0 << 16 | head.1 >> 48, head.1 << 16 | group)
            headCount += 1
        }
        return true
    }

    private func joined() -> (UInt64, UInt64)? {
        guard bytes[bytes.count - 1] != Ascii.colon || bytes.ends(with: "::") else { return nil }
        guard isCompressed else { return headCount == 8 ? head : nil }
        guard headCount + tailCount < 8 else { return nil }
        var left = head
        for _ in headCount..<8 { left = (left.0 << 16 | left.1 >> 48, left.1 << 16) }
        return (left.0 | tail.0, left.1 | tail.1)
    }
}

/// Hexadecimal digits.
enum Hexadecimal {
    @inline(__always)
    static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
