/// Whole records as they stand in the input, and the batch parsed from them: the unit of work.
///
/// Recycled. Exactly one task owns a chunk at a time: the parent fills it, a child parses and renders it,
/// the parent writes it; that hand-over is what makes the unchecked conformance sound.
package final class Chunk: @unchecked Sendable {
    package let capacity: Int
    /// The input bytes; 64 bytes beyond `capacity` may be read, as simdjson requires.
    package private(set) var bytes: UnsafeMutablePointer<UInt8>
    package var count = 0
    /// Position in the run's input, counting chunks from 0.
    package var sequence = 0
    /// Which of the inputs it comes from.
    package var inputIndex = 0
    /// Position of the first byte in the decompressed input.
    package var byteOffset = 0
    /// Line breaks of the input between the chunk before and this one: header, comments in front of it.
    package var precedingLines = 0
    /// Whether its input ends with this chunk.
    package var endsInput = false
    /// Physical lines that the reader found to be no records, in order of position.
    package var condemned: [CondemnedLine] = []
    /// Set when the chunk holds nothing but the beginning of a line that exceeds the limit.
    package var oversized: OversizedLine?
    /// Zeek: set when these records stand below a `#fields` line that differs from the layout; says how.
    package var foreignFields: String?
    /// Whether the end was found by parsing everything before it rather than by counting quotes.
    package var isExact = false
    /// Line of the first byte in its input, counting from 1; known once all earlier chunks are parsed.
    package var firstLine = 1
    /// Number of the first record in the run, rejected ones counted, from 1; known once all earlier chunks are parsed.
    package var firstRecord = 1
    package let batch: RecordBatch

    package init(capacity: Int, fieldsPerRecord: Int = 1) {
        self.capacity = capacity
        bytes = ByteWindow.allocate(capacity: Self.windowCapacity(for: capacity))
        (bytes + capacity).initialize(repeating: 0, count: 64)
        batch = RecordBatch(chunkCapacity: capacity, fieldsPerRecord: fieldsPerRecord)
    }

    deinit { bytes.deallocate() }

    /// Size of the window whose memory can become a chunk's: a little of what follows fits in, too.
    static func windowCapacity(for capacity: Int) -> Int { capacity + 64 }

    /// Takes the first `count` bytes of a window: with their memory where that has the right size, and otherwise as a copy.
    func take(_ count: Int, from window: ByteWindow) {
        if let memory = window.exchange(bytes, of: Self.windowCapacity(for: capacity), behind: count) {
            bytes = memory
        } else {
            bytes.update(from: window.bytes, count: count)
            window.consume(count)
        }
        self.count = count
    }

    /// Makes it ready for the next use. The bytes stay as they are.
    package func reset() {
        (count, sequence, inputIndex, byteOffset, precedingLines) = (0, 0, 0, 0, 0)
        (endsInput, isExact) = (false, false)
        condemned.removeAll(keepingCapacity: true)
        (oversized, foreignFields) = (nil, nil)
        batch.removeAll()
    }
}

/// A physical line that opens a quoted field which is never closed.
package struct CondemnedLine: Sendable, Hashable {
    /// Offsets in the chunk: first byte, one past the last, one past the line break.
    package var start: Int
    package var end: Int
    package var next: Int
}

/// A line longer than the limit, of which the chunk holds only the beginning.
package struct OversizedLine: Sendable, Hashable {
    /// Length of the whole line without its line break.
    package var length: Int
    /// Bytes of the line and its line break that the chunk does not hold.
    package var skipped: Int
    /// 0 where the input ends with the line, otherwise 1.
    package var lineBreaks: Int
}
