package import Observables
import Synchronization

/// All indicators of some owners, answered from a file. Opens at once, whatever its size. May be asked by any number of tasks.
package final class Snapshot: Sendable {
    package let description: SnapshotDescription
    /// Bytes of the file.
    package let size: Int
    let file: MappedFile
    let header: SnapshotHeader
    private let keyHash: KeyHash
    /// Bytes looked at ahead of their use end here, because the compiler leaves out what nobody needs.
    private let touched = Atomic<UInt8>(0)

    /// - Throws: ``SnapshotError``.
    package init(path: String) throws(SnapshotError) {
        file = try MappedFile(path: path)
        header = try file.readHeader()
        size = file.bytes.count
        keyHash = KeyHash(seed: header.seed)
        let start = Int(header.description.offset)
        var decoder = ByteDecoder(try file.verified(start..<start + Int(header.description.count)))
        guard let description = SnapshotDescription(&decoder) else {
            throw file.damaged("its description cannot be read")
        }
        self.description = description
    }

    /// Bytes of the index: what is looked at to find a record.
    package var indexSize: Int { Int(header.entries.count) * 16 + Int(header.directory.count) * 4 }
    package var entryCount: Int { Int(header.entries.count) }

    /// The copies of a value, one per owner that has one, in no particular order; inactive ones included.
    ///
    /// - Throws: ``SnapshotError`` when what is needed for the answer is damaged.
    package func copies(of observable: Observable) throws(SnapshotError) -> [SnapshotCopy] {
        try copies(of: [observable])[0]
    }

    /// The same for several values at once, which is faster than one after the other: while one part of the file is fetched from memory,
    /// the next is asked for.
    package func copies(of observables: [Observable]) throws(SnapshotError) -> [[SnapshotCopy]] {
        var copies = [[SnapshotCopy]](repeating: [], count: observables.count)
        try forEachRecord(of: observables) { index, record throws(SnapshotError) in
            copies[index].append(SnapshotCopy(owner: record.owner, indicator: try indicator(of: record)))
        }
        return copies
    }

    /// Whether any owner has the values; cheaper than their copies.
    package func contains(_ observables: [Observable]) throws(SnapshotError) -> [Bool] {
        var known = [Bool](repeating: false, count: observables.count)
        try forEachRecord(of: observables) { index, _ throws(SnapshotError) in known[index] = true }
        return known
    }

    /// Values that are looked up side by side.
    private static let groupSize = 32

    /// - Parameter body: Gets the number of the value, and a record that has it.
    private func forEachRecord(
        of observables: [Observable],
        _ body: (Int, SnapshotRecord) throws(SnapshotError) -> Void
    ) throws(SnapshotError) {
        for start in stride(from: 0, to: observables.count, by: Self.groupSize) {
            let group = observables[start..<min(start + Self.groupSize, observables.count)]
            for (index, (observable, run)) in zip(group, try runs(of: group)).enumerated() {
                for entry in 0..<run.count / 16 {
                    let record = try record(at: Self.offset(run, entry))
                    guard record.kind == observable.kind, try holds(record, observable.canonical) else { continue }
                    try body(start + index, record)
                }
            }
        }
    }

    /// The entries with each value's hash. Goes over the group once for each part of the file, so that the waits for memory overlap.
    private func runs(of group: ArraySlice<Observable>) throws(SnapshotError) -> [UnsafeRawBufferPointer] {
        let hashes = group.map { observable in
            var canonical = observable.canonical
            return canonical.withUTF8 { keyHash($0, tag: observable.kind.rawValue) }
        }
        var touched: UInt8 = 0
        for hash in hashes { touched ^= file.bytes[directoryPlace(of: hash)] }
        var runs: [UnsafeRawBufferPointer] = []
        runs.reserveCapacity(hashes.count)
        for hash in hashes { runs.append(try bucket(of: hash)) }
        for run in runs { touched ^= (run.first ?? 0) ^ (run.last ?? 0) }
        for index in runs.indices { runs[index] = Self.run(of: hashes[index], in: runs[index]) }
        for run in runs where run.count > 0 { touched ^= try touch(Self.offset(run, 0)) }
        self.touched.store(touched, ordering: .relaxed)
        return runs
    }

    /// The known CIDR blocks, for looking up what lies in them.
    package func knownBlocks() throws(SnapshotError) -> [Observable] {
        var found: Set<Observable> = []
        let start = Int(header.blocks.offset)
        let offsets = try file.verified(start..<start + 8 * Int(header.blocks.count))
        for index in 0..<Int(header.blocks.count) {
            let record = try record(at: offsets.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self).littleEndian)
            guard record.kind == .cidr else { throw file.damaged("a record is of another kind than it should be") }
            let isWhole = record.forEachKey { key in
                if let text = String(validating: key.bindMemory(to: UInt8.self), as: UTF8.self) {
                    found.insert(Observable(kind: .cidr, canonical: text))
                }
            }
            guard isWhole else { throw file.damaged("a record cannot be read") }
        }
        return found.sorted { $0.canonical < $1.canonical }
    }

    /// Calls `body` with every record in file order; it is valid during the call.
    package func forEachRecord(_ body: (SnapshotRecord) throws -> Void) throws {
        var position = Int(header.records.offset)
        let end = position + Int(header.records.count)
        while position < end {
            let record = try record(at: UInt64(position))
            try body(record)
            position += record.bytes.count
        }
    }

    /// Looks at every byte.
    package func verify() throws(SnapshotError) {
        _ = try file.verified(SnapshotHeader.size..<Int(header.checksums.offset))
    }

    package func indicator(of record: SnapshotRecord) throws(SnapshotError) -> Indicator {
        guard record.owner < description.owners.count else { throw file.damaged("a record's owner is unknown") }
        let name = description.owners[record.owner].owner
        guard let indicator = record.indicator(ownerName: name) else { throw file.damaged("a record cannot be read") }
        return indicator
    }

    private func holds(_ record: SnapshotRecord, _ canonical: String) throws(SnapshotError) -> Bool {
        var canonical = canonical
        let found: Bool? = canonical.withUTF8 { record.hasKey(UnsafeRawBufferPointer($0)) }
        guard let found else { throw file.damaged("a record cannot be read") }
        return found
    }

    /// Where the directory says where a bucket begins.
    @inline(__always)
    private func directoryPlace(of hash: UInt64) -> Int {
        let bucket = header.bucketBits == 0 ? 0 : Int(hash >> (64 - header.bucketBits))
        return Int(header.directory.offset) + 4 * bucket
    }

    /// The entries with the same leading bits.
    private func bucket(of hash: UInt64) throws(SnapshotError) -> UnsafeRawBufferPointer {
        let place = directoryPlace(of: hash)
        let bounds = try file.verified(place..<place + 8)
        let first = Int(UInt32(littleEndian: bounds.loadUnaligned(as: UInt32.self)))
        let end = Int(UInt32(littleEndian: bounds.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard first <= end, end <= Int(header.entries.count) else { throw file.damaged("the directory is wrong") }
        guard first < end else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let start = Int(header.entries.offset)
        return try file.verified(start + 16 * first..<start + 16 * end)
    }

    /// Looks at the first two cache lines of a record.
    private func touch(_ offset: UInt64) throws(SnapshotError) -> UInt8 {
        guard offset < UInt64(file.bytes.count) else { throw file.damaged("an offset points out of the file") }
        return file.bytes[Int(offset)] ^ file.bytes[min(Int(offset) + 64, file.bytes.count - 1)]
    }

    private func record(at offset: UInt64) throws(SnapshotError) -> SnapshotRecord {
        let end = Int(header.records.offset + header.records.count)
        guard offset >= header.records.offset, offset < UInt64(end) else {
            throw file.damaged("an offset points out of the records")
        }
        // The length first: only what belongs to the record is looked at.
        var frame = ByteDecoder(try file.verified(Int(offset)..<min(Int(offset) + 10, end)))
        guard let length = frame.unsigned(), length <= UInt64(end) - offset else {
            throw file.damaged("a record ends outside the records")
        }
        let range = Int(offset)..<Int(offset) + frame.position + Int(length)
        guard range.upperBound <= end, let record = SnapshotRecord(try file.verified(range)) else {
            throw file.damaged("a record cannot be read")
        }
        return record
    }

    @inline(__always)
    private static func hash(_ entries: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        UInt64(littleEndian: entries.loadUnaligned(fromByteOffset: 16 * index, as: UInt64.self))
    }

    @inline(__always)
    private static func offset(_ entries: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
        UInt64(littleEndian: entries.loadUnaligned(fromByteOffset: 16 * index + 8, as: UInt64.self))
    }

    /// The entries of a bucket that have the hash.
    private static func run(of wanted: UInt64, in entries: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (low, high) = (0, entries.count / 16)
        while low < high {
            let middle = (low + high) / 2
            if hash(entries, middle) < wanted { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < entries.count / 16, hash(entries, end) == wanted { end += 1 }
        return UnsafeRawBufferPointer(rebasing: entries[16 * low..<16 * end])
    }
}

/// One owner's copy of a value.
package struct SnapshotCopy: Sendable, Hashable {
    /// Index into ``SnapshotDescription/owners``.
    package let owner: Int
    package let indicator: Indicator
}
