/// Ids seen so far, eight bytes a slot.
struct IDSet: Sendable {
    private var slots: [Int64]
    private(set) var count = 0
    /// 0 marks a free slot.
    private var hasZero = false

    init(capacity: Int = 0) {
        var size = 16
        while size * 3 < capacity * 4 { size *= 2 }
        slots = [Int64](repeating: 0, count: size)
    }

    /// - Returns: false for an id that is there already.
    mutating func insert(_ id: Int64) -> Bool {
        if id == 0 {
            defer { hasZero = true }
            count += hasZero ? 0 : 1
            return !hasZero
        }
        if count * 4 >= slots.count * 3 { grow() }
        let isNew = Self.place(id, in: &slots)
        count += isNew ? 1 : 0
        return isNew
    }

    private mutating func grow() {
        var larger = [Int64](repeating: 0, count: slots.count * 2)
        for id in slots where id != 0 { _ = Self.place(id, in: &larger) }
        slots = larger
    }

    private static func place(_ id: Int64, in slots: inout [Int64]) -> Bool {
        slots.withUnsafeMutableBufferPointer { slots in
            let mixed = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
            var slot = Int(truncatingIfNeeded: mixed >> 24) & (slots.count - 1)
            while slots[slot] != 0 {
                if slots[slot] == id { return false }
                slot = (slot + 1) & (slots.count - 1)
            }
            slots[slot] = id
            return true
        }
    }
}
