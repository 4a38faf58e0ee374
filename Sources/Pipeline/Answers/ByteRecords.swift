internal import CStructure
import Foundation

/// One key of a table: what the table's owner keeps with it, number (4 bytes), length (4), tag (1), and the bytes, up to a multiple of eight.
package struct ByteRecord {
    private let start: UnsafeMutableRawPointer
    /// Where the number is.
    private let head: UnsafeMutableRawPointer

    @inline(__always)
    init(start: UnsafeMutableRawPointer, extraBytes: Int) {
        self.start = start
        head = start + extraBytes
    }

    static func size(extraBytes: Int, length: Int) -> Int { (extraBytes + 9 + length + 7) & ~7 }

    @inline(__always)
    package var number: Int32 { head.load(as: Int32.self) }

    @inline(__always)
    var length: Int { Int(head.load(fromByteOffset: 4, as: UInt32.self)) }

    @inline(__always)
    package var tag: UInt8 { head.load(fromByteOffset: 8, as: UInt8.self) }

    @inline(__always)
    package var bytes: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: UnsafeRawPointer(head + 9).assumingMemoryBound(to: UInt8.self), count: length)
    }

    /// What the owner keeps, aligned to eight bytes.
    @inline(__always)
    var extra: UnsafeMutableRawPointer { start }

    @inline(__always)
    func holds(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8) -> Bool {
        // Length and tag at once; a key's bytes are padded, so that as many can be read.
        let lengthAndTag = head.loadUnaligned(fromByteOffset: 4, as: UInt64.self) & 0xFF_FFFF_FFFF
        guard lengthAndTag == UInt64(truncatingIfNeeded: key.count) | UInt64(tag) << 32 else { return false }
        guard let bytes = UnsafeRawPointer(key.baseAddress) else { return true }
        return Self.areEqual(head + 9, bytes, key.count)
    }

    /// Brings the record near, which has a key of about that length.
    @inline(__always)
    func prefetch(length: Int) {
        tcenrich_prefetch(start)
        tcenrich_prefetch(head + 9 + length)
    }

    fileprivate func write(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, number: Int32) {
        memset(start, 0, head - start)
        head.storeBytes(of: number, as: Int32.self)
        head.storeBytes(of: UInt32(key.count), toByteOffset: 4, as: UInt32.self)
        head.storeBytes(of: tag, toByteOffset: 8, as: UInt8.self)
        if let bytes = key.baseAddress { (head + 9).copyMemory(from: bytes, byteCount: key.count) }
    }

    /// Eight bytes at a time, the last ones overlapping: keys are short, and a call of `memcmp` costs more than the comparison.
    @inline(__always)
    private static func areEqual(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
        if count < 8 { return memcmp(left, right, count) == 0 }
        var offset = 0
        while offset < count - 8 {
            if word(left, offset) != word(right, offset) { return false }
            offset += 8
        }
        return word(left, count - 8) == word(right, count - 8)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}

/// The records of a table by their places, in pages of one MiB that never move: so they can be read while others are added.
struct ByteRecords {
    static var pageSize: Int { 1 << 20 }
    /// Places count units of eight bytes.
    private static var pageBits: UInt32 { 17 }

    /// For all places there can be; what is not touched of it costs nothing.
    fileprivate let pages: UnsafeMutablePointer<UnsafeMutableRawPointer>
    fileprivate static var maximumPages: Int { 1 << 15 }
    fileprivate let extraBytes: Int

    fileprivate init(extraBytes: Int) {
        self.extraBytes = (extraBytes + 7) & ~7
        pages = .allocate(capacity: Self.maximumPages)
    }

    @inline(__always)
    subscript(place: UInt32) -> ByteRecord {
        let offset = Int(place & (1 << Self.pageBits - 1)) * 8
        return ByteRecord(start: pages[Int(place >> Self.pageBits)] + offset, extraBytes: extraBytes)
    }
}

/// Owns the records of a table and adds to them.
struct RecordStore: ~Copyable {
    let records: ByteRecords
    private var blocks: [UnsafeMutableRawPointer] = []
    private var pageCount = 0
    /// Bytes that hold records, counted over all pages; a new range begins where a page was not filled.
    private var filled: [Range<Int>] = []
    private var end = 0

    init(extraBytes: Int) { records = ByteRecords(extraBytes: extraBytes) }

    deinit {
        for block in blocks { block.deallocate() }
        records.pages.deallocate()
    }

    /// - Returns: The new record's place. What the owner keeps with it are zeros.
    mutating func append(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, number: Int32) -> UInt32 {
        let size = ByteRecord.size(extraBytes: records.extraBytes, length: key.count)
        if end + size > pageCount * ByteRecords.pageSize { startPages(for: size) }
        let place = UInt32(end / 8)
        records[place].write(key, tag: tag, number: number)
        end += size
        filled[filled.count - 1] = filled[filled.count - 1].lowerBound..<end
        return place
    }

    /// The places of all records, in the order in which they were added.
    @inline(__always)
    func forEachPlace(_ body: (UInt32, ByteRecord) -> Void) {
        for range in filled {
            var offset = range.lowerBound
            while offset < range.upperBound {
                let place = UInt32(offset / 8)
                let record = records[place]
                body(place, record)
                offset += ByteRecord.size(extraBytes: records.extraBytes, length: record.length)
            }
        }
    }

    /// A record larger than a page gets several that lie side by side. From the third on, pages come in twos, which fill a large page of memory.
    private mutating func startPages(for size: Int) {
        let count = max(pageCount < 2 ? 1 : 2, (size + ByteRecords.pageSize - 1) / ByteRecords.pageSize)
        precondition(pageCount + count < ByteRecords.maximumPages, "more than 32 GiB of distinct values")
        let block = TableMemory.allocate(bytes: count * ByteRecords.pageSize)
        blocks.append(block)
        for page in 0..<count { records.pages[pageCount + page] = block + page * ByteRecords.pageSize }
        end = pageCount * ByteRecords.pageSize
        filled.append(end..<end)
        pageCount += count
    }
}
