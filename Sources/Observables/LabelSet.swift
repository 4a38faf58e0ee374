/// A fixed set of lower-case names, asked by bytes without making a string.
///
/// Holds 64-bit FNV-1a hashes: two names with one hash would both be found, which for the uses here does no harm.
struct LabelSet: Sendable {
    private let slots: [UInt64]

    /// - Parameter names: separated by single blanks or newlines.
    init(_ names: String) {
        let hashes = names.split { $0 == " " || $0 == "\n" }.map { $0.utf8.reduce(Self.seed, Self.mix) }
        var slots = [UInt64](repeating: 0, count: Self.capacity(for: hashes.count))
        for hash in hashes {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = hash
        }
        self.slots = slots
    }

    /// Whether `name`, in lower case, is in the set.
    func contains(_ name: Bytes) -> Bool {
        let hash = name.reduce(Self.seed, Self.mix)
        return slots.withUnsafeBufferPointer { slots in
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 {
                if slots[slot] == hash { return true }
                slot = (slot + 1) & (slots.count - 1)
            }
            return false
        }
    }

    /// A power of two, at most half full.
    private static func capacity(for count: Int) -> Int {
        var capacity = 16
        while capacity < 2 * count { capacity *= 2 }
        return capacity
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
}
