import Foundation

/// Numbers distinct byte strings 0, 1, 2 … in order of first insertion.
///
/// Open addressing with linear probing; a slot is the upper 32 bits of the hash and the id + 1. Keys lie end to end in one
/// buffer. A key is bytes plus a one-byte tag, so the same cell text read in two ways is two keys.
/// Not thread-safe; callers hold a lock or own it.
package struct ByteTable: ~Copyable {
    private var slots: UnsafeMutablePointer<UInt64>
    private var mask: Int
    private var keys: UnsafeMutablePointer<UInt8>
    private var keyCapacity: Int
    private var ends: UnsafeMutablePointer<Int>
    private var endCapacity: Int
    package private(set) var count = 0

    package init(minimumCapacity: Int = 1024) {
        let slotCount = Self.powerOfTwo(atLeast: minimumCapacity * 2)
        slots = .allocate(capacity: slotCount)
        slots.initialize(repeating: 0, count: slotCount)
        mask = slotCount - 1
        keyCapacity = minimumCapacity * 16
        keys = .allocate(capacity: keyCapacity)
        endCapacity = minimumCapacity
        ends = .allocate(capacity: endCapacity)
    }

    deinit {
        slots.deallocate()
        keys.deallocate()
        ends.deallocate()
    }

    /// Longest distance between a key's own slot and the slot it sits in. Far more than random keys need at half load;
    /// only a chosen collision attack gets there, and costs then a rehash with a larger table.
    private static var probeLimit: Int { 512 }

    /// The id of a known key, or nil.
    @inline(__always)
    package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> Int? {
        var position = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[position]
            if slot == 0 { return nil }
            if slot >> 32 == hash >> 32 {
                let id = Int(slot & 0xFFFF_FFFF) - 1
                if matches(id, key, tag) { return id }
            }
            position = (position + 1) & mask
        }
    }

    /// Adds a key that ``find(_:tag:hash:)`` did not find, and returns its id.
    package mutating func insert(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64, hasher: ByteHash) -> Int {
        if (count + 1) * 2 > mask { grow(hasher) }
        let id = count
        appendKey(key, tag)
        while !place(id, hash) { grow(hasher) }
        return id
    }

    /// The bytes and the tag of key `id`; valid until the next insertion.
    package func key(_ id: Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) { keyView.key(id) }

    /// The keys by id; valid until the next insertion.
    var keyView: KeyView { KeyView(keys: UnsafePointer(keys), ends: UnsafePointer(ends)) }

    struct KeyView {
        fileprivate let keys: UnsafePointer<UInt8>
        fileprivate let ends: UnsafePointer<Int>

        @inline(__always)
        func key(_ id: Int) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) {
            let start = id == 0 ? 0 : ends[id - 1]
            return (UnsafeBufferPointer(start: keys + start + 1, count: ends[id] - start - 1), keys[start])
        }
    }

    /// Forgets all keys, keeping the storage.
    package mutating func removeAll() {
        if count > 0 { slots.update(repeating: 0, count: mask + 1) }
        count = 0
    }

    @inline(__always)
    private func matches(_ id: Int, _ key: UnsafeBufferPointer<UInt8>, _ tag: UInt8) -> Bool {
        let start = id == 0 ? 0 : ends[id - 1]
        guard ends[id] - start - 1 == key.count, keys[start] == tag else { return false }
        guard let base = key.baseAddress else { return true }
        return memcmp(keys + start + 1, base, key.count) == 0
    }

    private mutating func place(_ id: Int, _ hash: UInt64) -> Bool {
        var position = Int(truncatingIfNeeded: hash) & mask
        for _ in 0..<Self.probeLimit {
            if slots[position] == 0 {
                slots[position] = (hash >> 32) << 32 | UInt64(id + 1)
                count = max(count, id + 1)
                return true
            }
            position = (position + 1) & mask
        }
        return false
    }

    private mutating func appendKey(_ key: UnsafeBufferPointer<UInt8>, _ tag: UInt8) {
        let start = count == 0 ? 0 : ends[count - 1]
        let end = start + key.count + 1
        if end > keyCapacity {
            keys = Self.reallocated(keys, used: start, capacity: max(keyCapacity * 2, end))
            keyCapacity = max(keyCapacity * 2, end)
        }
        if count == endCapacity {
            ends = Self.reallocated(ends, used: count, capacity: endCapacity * 2)
            endCapacity *= 2
        }
        keys[start] = tag
        if let base = key.baseAddress { (keys + start + 1).update(from: base, count: key.count) }
        ends[count] = end
    }

    private mutating func grow(_ hasher: ByteHash) {
        let old = (count: mask + 1, ids: count)
        slots.deallocate()
        slots = .allocate(capacity: old.count * 2)
        slots.initialize(repeating: 0, count: old.count * 2)
        mask = old.count * 2 - 1
        for id in 0..<old.ids {
            let (bytes, tag) = key(id)
            var position = Int(truncatingIfNeeded: hasher(bytes, tag: tag)) & mask
            while slots[position] != 0 { position = (position + 1) & mask }
            slots[position] = (hasher(bytes, tag: tag) >> 32) << 32 | UInt64(id + 1)
        }
    }

    private static func powerOfTwo(atLeast value: Int) -> Int {
        1 << (Int.bitWidth - (max(value, 2) - 1).leadingZeroBitCount)
    }

    private static func reallocated<T: BitwiseCopyable>(
        _ old: UnsafeMutablePointer<T>,
        used: Int,
        capacity: Int
    ) -> UnsafeMutablePointer<T> {
        let new = UnsafeMutablePointer<T>.allocate(capacity: capacity)
        new.update(from: old, count: used)
        old.deallocate()
        return new
    }
}
