internal import CStructure
import Foundation

/// The records of a table, one behind the other: number (4 bytes), length (4), tag (1), what the table's owner keeps with a key, bytes, up to
/// a multiple of four.
struct ByteRecords {
    private var base: UnsafeMutableRawPointer
    private let bytesOffset: Int
    private static var extraOffset: Int { 9 }

    /// - Parameters:
    ///   - capacity: Bytes.
    ///   - extraBytes: Kept with each key.
    init(capacity: Int, extraBytes: Int) {
        base = Self.reallocated(nil, capacity)
        bytesOffset = Self.extraOffset + extraBytes
    }

    /// Large memory moves without being copied.
    mutating func grow(to capacity: Int) { base = Self.reallocated(base, capacity) }

    func deallocate() { free(base) }

    private static func reallocated(_ base: UnsafeMutableRawPointer?, _ capacity: Int) -> UnsafeMutableRawPointer {
        guard let memory = realloc(base, max(capacity, 1)) else { preconditionFailure("out of memory") }
        return memory
    }

    @inline(__always)
    func key(at place: UInt32) -> (bytes: UnsafeBufferPointer<UInt8>, tag: UInt8) {
        let record = record(place)
        let bytes = UnsafeRawPointer(record + bytesOffset).assumingMemoryBound(to: UInt8.self)
        return (
            UnsafeBufferPointer(start: bytes, count: Int(length(at: place))),
            record.load(fromByteOffset: 8, as: UInt8.self)
        )
    }

    @inline(__always)
    func size(of length: Int) -> Int { (bytesOffset + length + 3) & ~3 }

    @inline(__always)
    func length(at place: UInt32) -> UInt32 { record(place).load(fromByteOffset: 4, as: UInt32.self) }

    @inline(__always)
    func number(at place: UInt32) -> Int32 { record(place).load(as: Int32.self) }

    /// Not aligned.
    @inline(__always)
    func extra(at place: UInt32) -> UnsafeMutableRawPointer { record(place) + Self.extraOffset }

    @inline(__always)
    func holds(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, at place: UInt32) -> Bool {
        guard Int(length(at: place)) == key.count, record(place).load(fromByteOffset: 8, as: UInt8.self) == tag else {
            return false
        }
        guard let bytes = UnsafeRawPointer(key.baseAddress) else { return true }
        return Self.areEqual(record(place) + bytesOffset, bytes, key.count)
    }

    /// Brings the record of a key of that length near; any place will do.
    @inline(__always)
    func prefetch(_ place: UInt32, length: Int) {
        tcenrich_prefetch(record(place))
        tcenrich_prefetch(record(place) + bytesOffset + length)
    }

    func write(_ key: UnsafeBufferPointer<UInt8>, tag: UInt8, number: Int32, at place: UInt32) {
        let record = record(place)
        record.storeBytes(of: number, as: Int32.self)
        record.storeBytes(of: UInt32(key.count), toByteOffset: 4, as: UInt32.self)
        record.storeBytes(of: tag, toByteOffset: 8, as: UInt8.self)
        if let bytes = key.baseAddress { (record + bytesOffset).copyMemory(from: bytes, byteCount: key.count) }
    }

    @inline(__always)
    private func record(_ place: UInt32) -> UnsafeMutableRawPointer { base + Int(place) * 4 }

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
