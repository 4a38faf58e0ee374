internal import CStructure

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

    /// - Parameter extraBytes: Kept with each key, see ``extra(at:)``; to be filled by whoever inserts one.
    package init(minimumCapacity: Int = 1024, extraBytes: Int = 0) {
        let slotCount = Self.powerOfTwo(atLeast: minimumCapacity * 2)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
        mask = slotCount - 1
        capacity = minimumCapacity * 24
        records = ByteRecords(capacity: capacity, extraBytes: extraBytes)
    }

    deinit {
        slots.deallocate()
        records.deallocate()
    }

    /// Longest distance between a key's own slot and the slot it sits in. Far more than random keys need at half load;
    /// only a chosen collision attack gets there, and costs then a rehash with a larger table.
    private static var probeLimit: Int { 512 }

    /// The number of a known key, or nil.
    @inline(__always)
    package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> Int32? {
        find(key, tag: tag, hash: hash, from: Int(truncatingIfNeeded: hash)).map { number(at: $0) }
    }

    @inline(__always)
    private func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64, from start: Int) -> UInt32? {
        var position = candidate(from: start, hash: hash)
        while slots[position] != 0 {
            let place = Self.place(slots[position])
            if records.holds(key, tag: tag, at: place) { return place }
            position = candidate(from: position + 1, hash: hash)
        }
        return nil
    }

    /// Brings near what is looked at first to find a key with this hash.
    @inline(__always)
    func prefetch(_ hash: UInt64) { tcenrich_prefetch(slots + (Int(truncatingIfNeeded: hash) & mask)) }

    /// A key that is looked for together with others.
    private struct Probe {
        var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        var hash: UInt64 = 0
        /// Where its search stands.
        var position = 0
        var tag: UInt8 = 0
    }

    /// Finds the places of many keys. Goes over a group of them once for each part of the table and says ahead what it is going to
    /// need, so that the waits for memory overlap.
    ///
    /// - Parameters:
    ///   - key: The key of each index, and its hash; called once per index, in order.
    ///   - found: Receives the index and the place of its key, nil for an unknown one, and the hash.
    @inline(__always)
    package func findAll(
        _ indices: Range<Int>,
        key: (Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64),
        found: (Int, UInt32?, UInt64) -> Void
    ) {
        let groupSize = 64
        withUnsafeTemporaryAllocation(of: Probe.self, capacity: groupSize) { probes in
            probes.initialize(repeating: Probe())
            var start = indices.lowerBound
            while start < indices.upperBound {
                let size = min(groupSize, indices.upperBound - start)
                for index in 0..<size {
                    let (bytes, tag, hash) = key(start + index)
                    prefetch(hash)
                    probes[index] = Probe(bytes: bytes, hash: hash, position: Int(truncatingIfNeeded: hash), tag: tag)
                }
                for index in 0..<size {
                    let position = candidate(from: probes[index].position, hash: probes[index].hash)
                    records.prefetch(Self.place(slots[position]), length: probes[index].bytes.count)
                    probes[index].position = position
                }
                for index in 0..<size {
                    let probe = probes[index]
                    let place = find(probe.bytes, tag: probe.tag, hash: probe.hash, from: probe.position)
                    found(start + index, place, probe.hash)
                }
                start += size
            }
        }
    }

    /// The first place from there on that is empty or may hold a key with the hash.
    @inline(__always)
    private func candidate(from start: Int, hash: UInt64) -> Int {
        var position = start & mask
        while slots[position] != 0, slots[position] >> 32 != hash >> 32 { position = (position + 1) & mask }
        return position
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

    /// The number of the key at a place.
    @inline(__always)
    package func number(at place: UInt32) -> Int32 { records.number(at: place) }

    /// What is kept with the key at a place, not aligned; valid until the next insertion.
    @inline(__always)
    func extra(at place: UInt32) -> UnsafeMutableRawPointer { records.extra(at: place) }

    /// The bytes and the tag of a key; valid until the next insertion.
    package func key(at place: UInt32) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) { records.key(at: place) }

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
        let size = records.size(of: key.count)
        if used + size > capacity {
            capacity = max(capacity * 2, used + size)
            records.grow(to: capacity)
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
            offset += records.size(of: bytes.count)
        }
    }

    private static func powerOfTwo(atLeast value: Int) -> Int {
        1 << (Int.bitWidth - (max(value, 2) - 1).leadingZeroBitCount)
    }
}
