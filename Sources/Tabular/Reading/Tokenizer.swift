/// Splits the bytes of one chunk into records and fields. Pure: bytes in, offsets out, no I/O.
package protocol Tokenizer {
    /// Fills `chunk.batch`, which must be empty. Serves one task at a time.
    ///
    /// - Parameter isLast: Whether the input ends with this chunk, so that its last record needs no terminator.
    /// - Returns: Whether the chunk ended between two records. If not, the batch is worthless.
    func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool
}
