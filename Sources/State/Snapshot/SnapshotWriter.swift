import Foundation
import Observables

/// Makes a snapshot file from records, one after the other. Needs 16 bytes of memory for each key; everything else goes to the file at
/// once.
package struct SnapshotWriter: ~Copyable {
    private let file: ReplacingFile
    private var writer: BlockWriter
    private var entries: EntryList
    private var blockOffsets: [UInt64] = []
    private var header = SnapshotHeader()
    private let hash: KeyHash

    /// - Parameters:
    ///   - path: Of the snapshot; it is replaced by ``PreparedSnapshot/commit()``.
    ///   - expected: About how many keys will come.
    package init(path: String, expected: Int = 0, seed: UInt64 = .random(in: .min ... .max)) throws(SnapshotError) {
        let file = try ReplacingFile(target: path)
        let writer = try BlockWriter(descriptor: file.descriptor, path: path)
        self.file = file
        self.writer = writer
        entries = EntryList(capacity: expected)
        hash = KeyHash(seed: seed)
        header.seed = seed
        header.records.offset = UInt64(SnapshotHeader.size)
    }

    package mutating func append(_ record: SnapshotRecord) throws(SnapshotError) {
        let offset = UInt64(writer.position)
        let isWhole: Bool
        if let kind = record.kind {
            isWhole = record.forEachKey { key in
                let hash = hash(key.bindMemory(to: UInt8.self), tag: kind.rawValue)
                entries.append(SnapshotEntry(hash: hash, offset: offset))
            }
            if kind == .cidr { blockOffsets.append(offset) }
        } else {
            isWhole = true
        }
        guard isWhole else { throw SnapshotError(.damaged, path: file.target, cause: "a record cannot be read") }
        try writer.append(record.bytes)
    }

    /// Writes the rest of the file, which is not under its name yet.
    package consuming func finish(_ description: SnapshotDescription) throws(SnapshotError) -> PreparedSnapshot {
        do throws(SnapshotError) {
            header.records.count = UInt64(writer.position) - header.records.offset
            entries.sort()
            try writeIndex()
            try writeBlocks()
            try writeDescription(description)
            try writeHeader()
            return PreparedSnapshot(file: file)
        } catch {
            file.discard()
            throw error
        }
    }

    package consuming func discard() { file.discard() }

    /// Four to eight entries a bucket.
    private var bucketBits: Int {
        let bits = Int.bitWidth - max(entries.count / 4, 1).leadingZeroBitCount - 1
        return min(max(bits, 0), 26)
    }

    private mutating func writeIndex() throws(SnapshotError) {
        let bits = bucketBits
        var starts = [UInt32](repeating: 0, count: 1 << bits + 1)
        try writer.align()
        header.entries = .init(offset: UInt64(writer.position), count: UInt64(entries.count))
        for index in 0..<entries.count {
            let entry = entries[index]
            try writer.append(entry.hash)
            try writer.append(entry.offset)
            starts[(bits == 0 ? 0 : Int(entry.hash >> UInt64(64 - bits))) + 1] += 1
        }
        try writer.align()
        header.bucketBits = UInt64(bits)
        header.directory = .init(offset: UInt64(writer.position), count: UInt64(starts.count))
        var sum: UInt32 = 0
        for count in starts {
            sum += count
            try writer.append(sum)
        }
    }

    private mutating func writeBlocks() throws(SnapshotError) {
        try writer.align()
        header.blocks = .init(offset: UInt64(writer.position), count: UInt64(blockOffsets.count))
        for offset in blockOffsets { try writer.append(offset) }
    }

    private mutating func writeDescription(_ description: SnapshotDescription) throws(SnapshotError) {
        var encoder = ByteEncoder()
        description.encode(into: &encoder)
        header.description = .init(offset: UInt64(writer.position), count: UInt64(encoder.bytes.count))
        try writer.append(array: encoder.bytes)
    }

    private mutating func writeHeader() throws(SnapshotError) {
        let end = UInt64(writer.position)
        try writer.finish(with: [])
        var table = ByteEncoder()
        for checksum in writer.checksums { table.bits(checksum) }
        try writer.finish(with: table.bytes)
        header.checksums = .init(offset: end, count: UInt64(writer.checksums.count))
        header.checksumOfChecksums = table.bytes.withUnsafeBytes(SnapshotHeader.checksum)
        let bytes = header.encoded
        guard pwrite(file.descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw ReplacingFile.failure(file.target)
        }
    }
}

/// A snapshot that is complete but not under its name yet.
package struct PreparedSnapshot {
    fileprivate let file: ReplacingFile

    /// Opens it for checking.
    package func open() throws(SnapshotError) -> Snapshot { try Snapshot(path: file.temporaryPath) }

    /// Replaces the snapshot before it, in one step.
    package func commit() throws(SnapshotError) { try file.complete() }

    package func discard() { file.discard() }
}
