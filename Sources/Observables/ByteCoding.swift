/// Appends values in a compact form.
package struct ByteEncoder: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    package mutating func byte(_ value: UInt8) { bytes.append(value) }

    /// Seven bits a byte, the lowest first.
    package mutating func unsigned(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Small numbers of either sign are short.
    package mutating func signed(_ value: Int64) { unsigned(UInt64(bitPattern: value << 1 ^ value >> 63)) }

    package mutating func bits(_ value: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

    package mutating func text(_ text: String) {
        unsigned(UInt64(text.utf8.count))
        bytes += text.utf8
    }

    package mutating func raw(_ more: UnsafeRawBufferPointer) { bytes += more }
}

/// Reads what ``ByteEncoder`` wrote. Whatever the bytes are, it reads nothing beyond them: it gives nil instead.
package struct ByteDecoder {
    private let bytes: UnsafeRawBufferPointer
    package private(set) var position = 0

    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    @inline(__always)
    package mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        position += 1
        return bytes[position - 1]
    }

    package mutating func unsigned() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = byte(), shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    package mutating func signed() -> Int64? {
        unsigned().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    package mutating func bits() -> UInt64? {
        slice(8).map { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    }

    /// A length and as many bytes.
    package mutating func slice() -> UnsafeRawBufferPointer? {
        unsigned().flatMap { Int(exactly: $0) }.flatMap { slice($0) }
    }

    package mutating func text() -> String? {
        slice().flatMap { String(validating: $0.bindMemory(to: UInt8.self), as: UTF8.self) }
    }

    package mutating func slice(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= bytes.count - position else { return nil }
        position += count
        return UnsafeRawBufferPointer(rebasing: bytes[position - count..<position])
    }
}
