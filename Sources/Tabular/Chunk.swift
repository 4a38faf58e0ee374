/// Whole records as they stand in the input, and the batch parsed from them: the unit of work.
///
/// Recycled. Exactly one task owns a chunk at a time: the parent fills it, a child parses and renders it,
/// the parent writes it; that hand-over is what makes the unchecked conformance sound.
package final class Chunk: @unchecked Sendable {
    package let capacity: Int
    /// The input bytes; 64 bytes beyond `capacity` may be read, as simdjson requires.
    package let bytes: UnsafeMutablePointer<UInt8>
    package var count = 0
    /// Position in the run's input, counting chunks from 0.
    package var sequence = 0
    /// Which of the inputs it comes from.
    package var inputIndex = 0
    /// Position of the first byte in the decompressed input.
    package var byteOffset = 0
    /// Line of the first byte in its input, counting from 1; known once all earlier chunks are parsed.
    package var firstLine = 1
    /// Number of the first record in the run, rejected ones counted, from 1; known once all earlier chunks are parsed.
    package var firstRecord = 1
    package let batch: RecordBatch

    package init(capacity: Int, fieldsPerRecord: Int = 1) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity + 64)
        (bytes + capacity).initialize(repeating: 0, count: 64)
        batch = RecordBatch(chunkCapacity: capacity, fieldsPerRecord: fieldsPerRecord)
    }

    deinit { bytes.deallocate() }
}
