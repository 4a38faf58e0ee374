/// Bytes under construction, owned by one task; the target of every renderer.
///
/// A value that cannot be copied, around one raw allocation: passed `inout`, an append is a capacity test and a copy,
/// without reference counting and without the exclusivity checks that a class property costs in a loop.
/// Grows by doubling and keeps its memory, so a recycled buffer soon stops allocating. Public, for the same reason as ``RecordBatchView``.
@frozen
public struct OutputBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var used = 0

    /// Number of bytes so far.
    @inlinable
    public var count: Int { used }

    public init(capacity: Int = 4096) {
        self.capacity = max(64, capacity)
        base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// Forgets the content, keeps the memory.
    @inlinable
    public mutating func removeAll() { used = 0 }

    /// Takes back what was appended after the buffer had `count` bytes.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used)
        used = count
    }

    /// Replaces a byte that was appended before.
    @inlinable
    public mutating func replaceByte(at index: Int, with byte: UInt8) {
        precondition(index >= 0 && index < used)
        base[index] = byte
    }

    /// Makes room for `more` bytes, so that appending them does not allocate.
    @inlinable
    public mutating func reserve(_ more: Int) {
        if capacity - used < more { grow(more) }
    }

    @usableFromInline
    @inline(never)
    mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, used + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: used)
        base.deallocate()
        base = larger
    }

    /// The bytes so far; the pointer must not leave the closure.
    package borrowing func withBytes<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: base, count: used))
    }

    package borrowing func array() -> [UInt8] { withBytes { Array($0) } }
}

/// An output buffer that travels with its chunk and is recycled with it.
///
/// Take the buffer out once per chunk with `withBuffer`, never per field, and do the loop in a function that gets it
/// `inout`: a loop in a closure that also counts into captured variables cost 118 ns per field, in a function 9 ns.
/// Exactly one task owns it at a time; that hand-over is what makes the unchecked conformance sound.
package final class RenderBuffer: @unchecked Sendable {
    private var buffer: OutputBuffer

    package init(capacity: Int = 1 << 16) { buffer = OutputBuffer(capacity: capacity) }

    package func withBuffer<Result, Failure: Error>(
        _ body: (inout OutputBuffer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&buffer)
    }
}
