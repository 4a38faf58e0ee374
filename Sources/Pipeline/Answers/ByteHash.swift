/// A seeded 64-bit hash of bytes in the manner of wyhash: 16 bytes a step, one 128-bit multiplication each.
///
/// Values come from logs, which attackers write: the seed is drawn anew for every run, and ``ByteTable`` bounds its probes.
package struct ByteHash: Sendable {
    private let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    @inline(__always)
    package func callAsFunction(_ bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) -> UInt64 {
        guard let base = UnsafeRawPointer(bytes.baseAddress) else { return seed }
        let count = bytes.count
        var state = seed ^ (UInt64(tag) &* 0x9E37_79B9_7F4A_7C15)
        var offset = 0
        while offset + 16 < count {
            state = Self.mix(
                base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ 0xA076_1D64_78BD_642F,
                base.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self) ^ state
            )
            offset += 16
        }
        let (low, high) = Self.tail(base + offset, count - offset)
        return Self.mix(
            0xE703_7ED1_A0B4_28DB ^ UInt64(truncatingIfNeeded: count),
            Self.mix(low ^ 0x8EBC_6AF0_9C88_C6E3, high ^ state)
        )
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    /// The last 0–16 bytes as two words, without reading beyond them.
    @inline(__always)
    private static func tail(_ base: UnsafeRawPointer, _ count: Int) -> (UInt64, UInt64) {
        if count >= 8 {
            return (
                base.loadUnaligned(as: UInt64.self),
                base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            )
        }
        if count >= 4 {
            return (
                UInt64(base.loadUnaligned(as: UInt32.self)),
                UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            )
        }
        guard count > 0 else { return (0, 0) }
        let first = UInt64(base.load(as: UInt8.self))
        let middle = UInt64(base.load(fromByteOffset: count >> 1, as: UInt8.self))
        let last = UInt64(base.load(fromByteOffset: count - 1, as: UInt8.self))
        return ((first << 16) | (middle << 8) | last, 0)
    }
}
