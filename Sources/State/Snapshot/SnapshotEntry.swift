/// Where the record of a key is.
struct SnapshotEntry: BitwiseCopyable {
    var hash: UInt64
    /// From the start of the file.
    var offset: UInt64
}

/// Entries while a snapshot is made. Grows without a second copy of everything being touched.
struct EntryList: ~Copyable {
    private var storage: UnsafeMutableBufferPointer<SnapshotEntry>
    private(set) var count = 0

    init(capacity: Int) { storage = .allocate(capacity: max(capacity, 16)) }

    deinit { storage.deallocate() }

    mutating func append(_ entry: SnapshotEntry) {
        if count == storage.count { grow() }
        storage[count] = entry
        count += 1
    }

    subscript(index: Int) -> SnapshotEntry { storage[index] }

    /// By hash, and by offset where it is the same.
    mutating func sort() {
        EntrySorter.sort(UnsafeMutableBufferPointer(rebasing: storage[..<count]), shift: 56)
    }

    private mutating func grow() {
        let larger = UnsafeMutableBufferPointer<SnapshotEntry>.allocate(capacity: storage.count * 2)
        _ = larger.update(fromContentsOf: storage)
        storage.deallocate()
        storage = larger
    }
}

/// Sorts entries where they are: by one byte of the hash after the other (American flag sort, McIlroy and Bostic 1993), small groups
/// by comparing.
enum EntrySorter {
    private static let small = 48

    /// - Parameter shift: Position of the byte that decides first; all bytes above are the same.
    static func sort(_ entries: UnsafeMutableBufferPointer<SnapshotEntry>, shift: UInt64) {
        guard entries.count > small else { return insert(entries) }
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 514) { memory in
            let next = UnsafeMutableBufferPointer(rebasing: memory[0..<257])
            let ends = UnsafeMutableBufferPointer(rebasing: memory[257..<514])
            ends.update(repeating: 0)
            for entry in entries { ends[digit(entry, shift)] += 1 }
            var start = 0
            for value in 0..<256 {
                next[value] = start
                start += ends[value]
                ends[value] = start
            }
            distribute(entries, next, ends, shift)
            start = 0
            for value in 0..<256 {
                let group = UnsafeMutableBufferPointer(rebasing: entries[start..<ends[value]])
                if shift > 0 { sort(group, shift: shift - 8) } else { byOffset(group) }
                start = ends[value]
            }
        }
    }

    /// Puts every entry into the group of its digit.
    private static func distribute(
        _ entries: UnsafeMutableBufferPointer<SnapshotEntry>,
        _ next: UnsafeMutableBufferPointer<Int>,
        _ ends: UnsafeMutableBufferPointer<Int>,
        _ shift: UInt64
    ) {
        for value in 0..<256 {
            while next[value] < ends[value] {
                var entry = entries[next[value]]
                while true {
                    let wanted = digit(entry, shift)
                    if wanted == value { break }
                    swap(&entry, &entries[next[wanted]])
                    next[wanted] += 1
                }
                entries[next[value]] = entry
                next[value] += 1
            }
        }
    }

    @inline(__always)
    private static func digit(_ entry: SnapshotEntry, _ shift: UInt64) -> Int { Int(entry.hash >> shift & 0xFF) }

    private static func insert(_ entries: UnsafeMutableBufferPointer<SnapshotEntry>) {
        guard entries.count > 1 else { return }
        for index in 1..<entries.count {
            let entry = entries[index]
            var place = index
            while place > 0, isBefore(entry, entries[place - 1]) {
                entries[place] = entries[place - 1]
                place -= 1
            }
            entries[place] = entry
        }
    }

    /// All hashes are the same: hardly ever more than the copies of one value.
    private static func byOffset(_ entries: UnsafeMutableBufferPointer<SnapshotEntry>) {
        var group = entries
        group.sort { $0.offset < $1.offset }
    }

    @inline(__always)
    private static func isBefore(_ left: SnapshotEntry, _ right: SnapshotEntry) -> Bool {
        left.hash < right.hash || left.hash == right.hash && left.offset < right.offset
    }
}
