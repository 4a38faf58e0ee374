import Observables

/// The first bytes of a snapshot: where its parts are. All numbers are little-endian.
struct SnapshotHeader: Sendable, Hashable {
    /// The first byte is no text, the last one shows a transfer that changed line ends.
    static let magic: [UInt8] = [0x89, 0x74, 0x63, 0x73, 0x6E, 0x61, 0x70, 0x0A]
    static let version: UInt64 = 1
    /// Of the header itself.
    static let size = 256
    /// Bytes behind the header are covered by one checksum for each 64 KiB.
    static let blockBytes = 1 << 16

    struct Part: Sendable, Hashable {
        var offset: UInt64 = 0
        /// Bytes of records, description and checksums; elements of the others.
        var count: UInt64 = 0
    }

    /// Of all hashes in the file.
    var seed: UInt64 = 0
    /// An entry's bucket is this many leading bits of its hash.
    var bucketBits: UInt64 = 0
    var records = Part()
    /// Hash and record's offset, 16 bytes each, ascending.
    var entries = Part()
    /// For each bucket the number of its first entry, 4 bytes each, and one more.
    var directory = Part()
    /// The offsets of the records of CIDR blocks, 8 bytes each.
    var blocks = Part()
    var description = Part()
    var checksums = Part()
    var checksumOfChecksums: UInt64 = 0

    private static let hash = KeyHash(seed: 0x736E_6170_7368_6F74)

    static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        hash(bytes.bindMemory(to: UInt8.self), tag: 0)
    }

    var encoded: [UInt8] {
        var encoder = ByteEncoder()
        for byte in Self.magic { encoder.byte(byte) }
        for number in [Self.version, seed, bucketBits] { encoder.bits(number) }
        for part in [records, entries, directory, blocks, description, checksums] {
            encoder.bits(part.offset)
            encoder.bits(part.count)
        }
        encoder.bits(checksumOfChecksums)
        while encoder.bytes.count < Self.size - 8 { encoder.byte(0) }
        encoder.bits(encoder.bytes.withUnsafeBytes(Self.checksum))
        return encoder.bytes
    }

    /// - Throws: For bytes that are no header of this version, and for parts that lie outside the file.
    init(_ bytes: UnsafeRawBufferPointer, fileSize: Int, path: String) throws(SnapshotError) {
        guard bytes.count >= 8, bytes.prefix(8).elementsEqual(Self.magic) else {
            throw SnapshotError(.foreign, path: path, cause: "it does not begin like one")
        }
        var decoder = ByteDecoder(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(8)))
        guard bytes.count >= Self.size, let version = decoder.bits() else {
            throw SnapshotError(.damaged, path: path, cause: "it ends within its header")
        }
        guard version == Self.version else {
            throw SnapshotError(.version, path: path, cause: "format \(version), this program knows \(Self.version)")
        }
        var last = ByteDecoder(UnsafeRawBufferPointer(rebasing: bytes[(Self.size - 8)..<Self.size]))
        let covered = UnsafeRawBufferPointer(rebasing: bytes[..<(Self.size - 8)])
        guard let checksum = last.bits(), checksum == Self.checksum(covered) else {
            throw SnapshotError(.damaged, path: path, cause: "the header is not what was written")
        }
        guard read(&decoder), fits(fileSize) else {
            throw SnapshotError(.damaged, path: path, cause: "it has \(fileSize) bytes and should have more")
        }
    }

    init() {}

    private mutating func read(_ decoder: inout ByteDecoder) -> Bool {
        func part() -> Part? {
            guard let offset = decoder.bits(), let count = decoder.bits() else { return nil }
            return Part(offset: offset, count: count)
        }
        guard let seed = decoder.bits(), let bucketBits = decoder.bits(), let records = part(), let entries = part(),
            let directory = part(), let blocks = part(), let description = part(), let checksums = part(),
            let sum = decoder.bits()
        else { return false }
        (self.seed, self.bucketBits, checksumOfChecksums) = (seed, bucketBits, sum)
        (self.records, self.entries, self.directory) = (records, entries, directory)
        (self.blocks, self.description, self.checksums) = (blocks, description, checksums)
        return true
    }

    /// Every part lies behind the header and within the file.
    private func fits(_ fileSize: Int) -> Bool {
        let parts = [
            (records, 1), (entries, 16), (directory, 4), (blocks, 8), (description, 1), (checksums, 8),
        ]
        let size = UInt64(fileSize)
        return parts.allSatisfy { part, stride in
            part.offset >= UInt64(Self.size) && part.offset <= size
                && part.count <= (size - part.offset) / UInt64(stride)
        } && bucketBits <= 32 && directory.count == 1 << bucketBits + 1 && entries.count <= UInt64(UInt32.max)
            && checksums.offset + checksums.count * 8 == size
            && checksums.count == (checksums.offset - UInt64(Self.size) + UInt64(Self.blockBytes) - 1)
                / UInt64(Self.blockBytes)
    }
}
