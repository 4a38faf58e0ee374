internal import CStructure

/// Finds the number that belongs to a byte string.
///
/// Open addressing with linear probing: slots lead to records, so that a look-up touches the memory at two places. A key is bytes plus a one-byte
/// tag: the same cell text read in two ways is two keys. One caller at a time may insert; any number may look at the same time, each through a
/// view taken from a ``Reader``. Such a view finds what was inserted before it was taken, and maybe more.
package struct ByteTable: ~Copyable {
    private var store: RecordStore
    private var slots: SlotArray
    /// These stay where somebody may still be looking into them; together they are as large as the last ones.
    private var outgrown: [SlotArray] = []
    private let isShared: Bool
    /// The address of the slots, for readers.
    private let published: UnsafeMutablePointer<UInt64>
    package private(set) var count = 0

    /// - Parameters:
    ///   - extraBytes: Kept with each key, see ``ByteRecord/extra``; zeros for a new key.
    ///   - isShared: Whether others look through a ``reader`` while keys are inserted.
    package init(minimumCapacity: Int = 1024, extraBytes: Int = 0, isShared: Bool = false) {
        self.isShared = isShared
        slots = SlotArray(count: Self.powerOfTwo(atLeast: minimumCapacity * 2))
        store = RecordStore(extraBytes: extraBytes)
        published = .allocate(capacity: 1)
        published.initialize(to: slots.address)
    }

    deinit {
        for slots in outgrown + [slots] { slots.deallocate() }
        published.deallocate()
    }

    /// Longest distance between a key's own slot and the slot it sits in. Far more than random keys need at half load;
    /// only a chosen collision attack gets there, and costs then a rehash with a larger table.
    private static var probeLimit: Int { 512 }

    /// What the table holds now.
    package var view: View { View(slots: slots, records: store.records) }

    /// For looking while somebody inserts, into a shared table.
    package var reader: Reader {
        precondition(isShared)
        return Reader(published: published, first: slots, records: store.records)
    }

    /// The number of a known key, or nil.
    @inline(__always)
    package func find(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, hash: UInt64) -> Int32? {
        view.find(key, tag: tag, hash: hash)?.number
    }

    /// Brings near what is looked at first to find a key with this hash.
    @inline(__always)
    func prefetch(_ hash: UInt64) { slots.prefetch(hash) }

    /// Adds a key that ``find(_:tag:hash:)`` did not find.
    ///
    /// - Returns: Where the key is, for ``subscript(_:)``.
    @discardableResult
    package mutating func insert(
        _ key: UnsafeBufferPointer<UInt8>,
        tag: UInt8,
        hash: UInt64,
        number: Int32,
        hasher: ByteHash
    ) -> UInt32 {
        if (count + 1) * 2 > slots.mask { grow(hasher) }
        let place = store.append(key, tag: tag, number: number)
        // The new record is among those that find their place anew then.
        if !slots.put(place, hash, limit: Self.probeLimit) { grow(hasher) }
        count += 1
        return place
    }

    package subscript(place: UInt32) -> ByteRecord { store.records[place] }

    private mutating func grow(_ hasher: ByteHash) {
        let larger = SlotArray(count: (slots.mask + 1) * 2)
        fill(larger, hasher)
        if isShared { outgrown.append(slots) } else { slots.deallocate() }
        slots = larger
        tcenrich_store(published, slots.address)
    }

    /// Puts all records into slots, a few at a time, so that the waits for memory overlap.
    private func fill(_ slots: SlotArray, _ hasher: ByteHash) {
        let groupSize = 64
        withUnsafeTemporaryAllocation(of: (place: UInt32, hash: UInt64).self, capacity: groupSize) { waiting in
            var count = 0
            func putWaiting() {
                for index in 0..<count { _ = slots.put(waiting[index].place, waiting[index].hash, limit: .max) }
                count = 0
            }
            store.forEachPlace { place, record in
                let hash = hasher(record.bytes, tag: record.tag)
                slots.prefetch(hash)
                waiting[count] = (place, hash)
                count += 1
                if count == groupSize { putWaiting() }
            }
            putWaiting()
        }
    }

    private static func powerOfTwo(atLeast value: Int) -> Int {
        1 << (Int.bitWidth - (max(value, 2) - 1).leadingZeroBitCount)
    }
}

extension ByteTable {
    /// Makes views of a table that somebody may be changing. Valid as long as the table.
    package struct Reader: @unchecked Sendable {
        fileprivate let published: UnsafePointer<UInt64>
        fileprivate let first: SlotArray
        fileprivate let records: ByteRecords

        fileprivate init(published: UnsafeMutablePointer<UInt64>, first: SlotArray, records: ByteRecords) {
            (self.published, self.first, self.records) = (UnsafePointer(published), first, records)
        }

        package var view: View { View(slots: SlotArray(address: tcenrich_load(published)) ?? first, records: records) }
    }
}
