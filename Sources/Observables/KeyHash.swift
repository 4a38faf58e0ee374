/// A seeded 64-bit hash of bytes in the manner of wyhash: 16 bytes a step, one 128-bit multiplication each.
///
/// The same on every machine for the same seed, so it may stand in a file.
package struct KeyHash: Sendable {
    package let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    package func callAsFunction(_ bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) -> UInt64 {
        var state = seed ^ (UInt64(tag) &* 0x9E37_79B9_7F4A_7C15)
        let count = bytes.count
        guard count > 0, let base = UnsafeRawPointer(bytes.baseAddress) else { return Self.mix(state, Self.last) }
        var offset = 0
        while offset + 16 < count {
            state = Self.mix(Self.word(base, offset) ^ Self.first, Self.word(base, offset + 8) ^ state)
            offset += 16
        }
        let (low, high) = Self.tail(base + offset, count - offset)
        return Self.mix(
            Self.last ^ UInt64(truncatingIfNeeded: count),
            Self.mix(low ^ 0x8EBC_6AF0_9C88_C6E3, high ^ state)
        )
    }

    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let last: UInt64 = 0xE703_7ED1_A0B4_28DB

    @inline(__always)
    private static func word(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// The last 1–16 bytes as two words, without reading beyond them.
    @inline(__always)
    private static func tail(_ base: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
        if count >= 8 { return (word(base, 0), word(base, count - 8)) }
        var value: UInt64 = 0
        for index in 0..<count {
            value |= UInt64(base.load(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
        }
        return (value, 0)
    }
}
