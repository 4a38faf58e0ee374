internal import CStructure

/// The slots of a table: as many as a power of two, each the upper 32 bits of a hash and a place plus one, or 0. Read by many while one
/// fills it.
struct SlotArray {
    /// The first word is the mask, so that the address alone is enough to use it.
    private let base: UnsafeMutablePointer<UInt64>
    let mask: Int

    /// - Parameter count: A power of two.
    init(count: Int) {
        base = TableMemory.allocate(bytes: (count + 1) * MemoryLayout<UInt64>.stride)
            .bindMemory(to: UInt64.self, capacity: count + 1)
        base.initialize(repeating: 0, count: count + 1)
        base[0] = UInt64(count - 1)
        mask = count - 1
    }

    init?(address: UInt64) {
        guard let base = UnsafeMutablePointer<UInt64>(bitPattern: UInt(address)) else { return nil }
        self.base = base
        mask = Int(base[0])
    }

    var address: UInt64 { UInt64(UInt(bitPattern: base)) }

    func deallocate() { base.deallocate() }

    @inline(__always)
    subscript(position: Int) -> UInt64 {
        get { tcenrich_load(base + (1 &+ position)) }
        nonmutating set { tcenrich_store(base + (1 &+ position), newValue) }
    }

    /// Brings near what is looked at first to find a key with this hash.
    @inline(__always)
    func prefetch(_ hash: UInt64) { tcenrich_prefetch(base + (1 &+ (Int(truncatingIfNeeded: hash) & mask))) }

    /// The first slot from a position on that is empty or may be that of a key with the hash; `position` becomes its own.
    @inline(__always)
    func candidate(from position: inout Int, hash: UInt64) -> UInt64 {
        position &= mask
        while true {
            let slot = self[position]
            if slot == 0 || (slot ^ hash) >> 32 == 0 { return slot }
            position = (position &+ 1) & mask
        }
    }

    /// Adds a key that is not there. Returns false where it would lie more than `limit` places away from its own.
    @inline(__always)
    func put(_ place: UInt32, _ hash: UInt64, limit: Int) -> Bool {
        var position = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<limit {
            if self[position] == 0 {
                self[position] = (hash >> 32) << 32 | UInt64(place + 1)
                return true
            }
            position = (position &+ 1) & mask
        }
        return false
    }
}
