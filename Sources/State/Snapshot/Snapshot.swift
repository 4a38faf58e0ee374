package import Observables

/// All indicators of some owners, answered from a file. Opens at once, whatever its size. May be asked by any number of tasks.
package final class Snapshot: Sendable {
    package let description: SnapshotDescription
    /// Bytes of the file.
    package let size: Int
    let file: MappedFile
    let header: SnapshotHeader
    private let keyHash: KeyHash

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
    package func copies(of observable: Observable) throws(SnapshotError) -> [(owner: Int, indicator: Indicator)] {
        var canonical = observable.canonical
        let hash = canonical.withUTF8 { keyHash($0, tag: observable.kind.rawValue) }
        let entries = try bucket(of: hash)
        var copies: [(owner: Int, indicator: Indicator)] = []
        var index = Self.first(hash, in: entries)
        while index < entries.count / 16, Self.hash(entries, index) == hash {
            let record = try record(at: Self.offset(entries, index))
            index += 1
            guard record.kind == observable.kind, try holds(record, &canonical) else { continue }
            copies.append((record.owner, try indicator(of: record)))
        }
        return copies
    }

    /// Whether any owner has the value; cheaper than ``copies(of:)``.
    package func contains(_ observable: Observable) throws(SnapshotError) -> Bool {
        var canonical = observable.canonical
        let hash = canonical.withUTF8 { keyHash($0, tag: observable.kind.rawValue) }
        let entries = try bucket(of: hash)
        var index = Self.first(hash, in: entries)
        while index < entries.count / 16, Self.hash(entries, index) == hash {
            let record = try record(at: Self.offset(entries, index))
            if record.kind == observable.kind, try holds(record, &canonical) { return true }
            index += 1
        }
        return false
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

    private func holds(_ record: SnapshotRecord, _ canonical: inout String) throws(SnapshotError) -> Bool {
        var isFound = false
        let isWhole = canonical.withUTF8 { wanted in
            let wanted = UnsafeRawBufferPointer(wanted)
            return record.forEachKey { key in isFound = isFound || key.isSame(as: wanted) }
        }
        guard isWhole else { throw file.damaged("a record cannot be read") }
        return isFound
    }

    /// The entries with the same leading bits.
    private func bucket(of hash: UInt64) throws(SnapshotError) -> UnsafeRawBufferPointer {
        let bucket = header.bucketBits == 0 ? 0 : Int(hash >> (64 - header.bucketBits))
        let place = Int(header.directory.offset) + 4 * bucket
        let bounds = try file.verified(place..<place + 8)
        let first = Int(UInt32(littleEndian: bounds.loadUnaligned(as: UInt32.self)))
        let end = Int(UInt32(littleEndian: bounds.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard first <= end, end <= Int(header.entries.count) else { throw file.damaged("the directory is wrong") }
        guard first < end else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let start = Int(header.entries.offset)
        return try file.verified(start + 16 * first..<start + 16 * end)
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

    /// The first entry of a bucket that is not below `wanted`.
    private static func first(_ wanted: UInt64, in entries: UnsafeRawBufferPointer) -> Int {
        var (low, high) = (0, entries.count / 16)
        while low < high {
            let middle = (low + high) / 2
            if hash(entries, middle) < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension UnsafeRawBufferPointer {
    @inline(__always)
    fileprivate func isSame(as other: UnsafeRawBufferPointer) -> Bool { count == other.count && elementsEqual(other) }
}
