/// Finds the number that belongs to a byte string.
///
/// Open addressing with linear probing; a slot is the upper 32 bits of the hash and the place of the record. A record is the number, tag and
/// length, and the bytes, so that a look-up touches the memory at two places. A key is bytes plus a one-byte tag: the same cell text
/// read in two ways is two keys. Not thread-safe; callers hold a lock or own it.
package struct ByteTable: ~Copyable {
    private var slots: UnsafeMutablePointer<UInt64>
    private var mask: Int
    private var records: ByteRecords
    /// Bytes that records take up, from the start.
    private var used = 0
    private var capacity: Int
    package private(set) var count = 0

    package init(minimumCapacity: Int = 1024) {
        let slotCount = Self.powerOfTwo(atLeast: minimumCapacity * 2)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
        mask = slotCount - 1
        capacity = minimumCapacity * 24
        records = ByteRecords(base: .allocate(byteCount: capacity, alignment: 8))
    }

    deinit {
        slots.deallocate()
        records.base.deallocate()
    }

    /// Longest distance between a key's own slot and the slot it sits in. Far more than random keys need at half load;
    /// only a chosen collision attack gets there, and costs then a rehash with a larger table.
    private static var probeLimit: Int { 512 }

    /// The number of a known key, or nil.
    @inline(__always)
    package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> Int32? {
        var position = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[position]
            if slot == 0 { return nil }
            if slot >> 32 == hash >> 32 {
                let place = Self.place(slot)
                if records.holds(key, tag: tag, at: place) { return records.number(at: place) }
            }
            position = (position + 1) & mask
        }
    }

    /// What is looked at first to find a key with this hash; for bringing it near ahead of its use.
    @inline(__always)
    func slot(of hash: UInt64) -> UInt64 { slots[Int(truncatingIfNeeded: hash) & mask] }

    /// Finds the numbers of many keys. Goes over a group of them once for each part of the table, so that the waits for memory overlap.
    ///
    /// - Parameters:
    ///   - key: The key of each index, and its hash.
    ///   - found: Receives the index and its number, nil for an unknown key.
    @inline(__always)
    package func findAll(
        _ indices: Range<Int>,
        key: (Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64),
        found: (Int, Int32?) -> Void
    ) {
        let groupSize = 64
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: groupSize) { firstSlots in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: groupSize) { lengths in
                var start = indices.lowerBound
                while start < indices.upperBound {
                    let size = min(groupSize, indices.upperBound - start)
                    for index in 0..<size {
                        firstSlots[index] = slots[Int(truncatingIfNeeded: key(start + index).hash) & mask]
                    }
                    for index in 0..<size {
                        let slot = firstSlots[index]
                        lengths[index] = slot == 0 ? 0 : records.length(at: Self.place(slot))
                    }
                    for index in 0..<size {
                        let (bytes, tag, hash) = key(start + index)
                        let slot = firstSlots[index]
                        if slot != 0, slot >> 32 == hash >> 32, Int(lengths[index]) == bytes.count,
                            records.holds(bytes, tag: tag, at: Self.place(slot))
                        {
                            found(start + index, records.number(at: Self.place(slot)))
                        } else {
                            found(start + index, slot == 0 ? nil : find(bytes, tag: tag, hash: hash))
                        }
                    }
                    start += size
                }
            }
        }
    }

    /// Adds a key that ``find(_:tag:hash:)`` did not find.
    ///
    /// - Returns: Where the key is, for ``key(at:)``.
    @discardableResult
    package mutating func insert(
        _ key: UnsafeBufferPointer<UInt8>,
        tag: UInt8,
        hash: UInt64,
        number: Int32,
        hasher: ByteHash
    ) -> UInt32 {
        if (count + 1) * 2 > mask { grow(hasher) }
        let place = append(key, tag, number)
        while !put(place, hash) { grow(hasher) }
        count += 1
        return place
    }

    /// The bytes and the tag of a key; valid until the next insertion.
    package func key(at place: UInt32) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) { records.key(at: place) }

    /// The keys by place; valid until the next insertion.
    var recordView: ByteRecords { records }

    /// Forgets all keys, keeping the storage.
    package mutating func removeAll() {
        if count > 0 { slots.update(repeating: 0, count: mask + 1) }
        (count, used) = (0, 0)
    }

    /// Places count units of four bytes, from 0; a slot holds the place and one more.
    @inline(__always)
    private static func place(_ slot: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: slot) &- 1 }

    private mutating func put(_ place: UInt32, _ hash: UInt64) -> Bool {
        var position = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<Self.probeLimit {
            if slots[position] == 0 {
                slots[position] = (hash >> 32) << 32 | UInt64(place + 1)
                return true
            }
            position = (position + 1) & mask
        }
        return false
    }

    private mutating func append(_ key: UnsafeBufferPointer<UInt8>, _ tag: UInt8, _ number: Int32) -> UInt32 {
        let size = ByteRecords.size(of: key.count)
        if used + size > capacity {
            capacity = max(capacity * 2, used + size)
            let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
            larger.copyMemory(from: records.base, byteCount: used)
            records.base.deallocate()
            records = ByteRecords(base: larger)
        }
        precondition(used / 4 < Int(UInt32.max) - 1, "more than 16 GiB of distinct values")
        let place = UInt32(used / 4)
        records.write(key, tag: tag, number: number, at: place)
        used += size
        return place
    }

    private mutating func grow(_ hasher: ByteHash) {
        let slotCount = (mask + 1) * 2
        slots.deallocate()
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
        mask = slotCount - 1
        var offset = 0
        for _ in 0..<count {
            let place = UInt32(offset / 4)
            let (bytes, tag) = records.key(at: place)
            let hash = hasher(bytes, tag: tag)
            var position = Int(truncatingIfNeeded: hash) & mask
            while slots[position] != 0 { position = (position + 1) & mask }
            slots[position] = (hash >> 32) << 32 | UInt64(place + 1)
            offset += ByteRecords.size(of: bytes.count)
        }
    }

    private static func powerOfTwo(atLeast value: Int) -> Int {
        1 << (Int.bitWidth - (max(value, 2) - 1).leadingZeroBitCount)
    }
}
