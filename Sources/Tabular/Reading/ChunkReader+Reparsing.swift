import Foundation

extension ChunkReader {
    /// Takes back chunks after the first of them turned out not to end between two records.
    ///
    /// - Parameter chunks: That chunk and all that were delivered after it, in order; none of them may be used any more.
    ///   What belongs together is cut again by parsing it from the first one's start. Chunks behind a place where records
    ///   certainly begin anew (another input, a line beyond the limit) come again as they are.
    package func reparse(from chunks: [Chunk]) {
        guard let first = chunks.first else { return }
        nextSequence = first.sequence
        let group = chunks.prefix { $0.inputIndex == first.inputIndex && $0.oversized == nil }
        let rest = chunks.dropFirst(group.count)
        for chunk in rest { chunk.batch.removeAll() }
        let segment = rest.isEmpty ? joined(group) : closed(group)
        segment.pendingLines = first.precedingLines
        segment.exactChunks = exactRun
        exactRun = min(2 * exactRun, 1 << 20)
        pieces.insert(contentsOf: [.segment(segment)] + rest.map { .chunk($0) }, at: 0)
        group.forEach(recycle)
    }

    /// The bytes of the chunks in front of those that follow them in the same input.
    private func joined(_ chunks: ArraySlice<Chunk>) -> Segment {
        guard let last = chunks.last, case .segment(let following) = pieces.first,
            following.inputIndex == last.inputIndex, following.offset == last.byteOffset + last.count
        else { return closed(chunks) }
        pieces.removeFirst()
        let window = window(of: chunks, and: UnsafeBufferPointer(start: following.bytes, count: following.count))
        let segment = Segment(
            inputIndex: following.inputIndex,
            window: window,
            input: following.input,
            offset: chunks[chunks.startIndex].byteOffset
        )
        (segment.atEnd, segment.failure) = (following.atEnd, following.failure)
        return segment
    }

    /// The bytes of the chunks alone: nothing that follows them can belong to their records.
    private func closed(_ chunks: ArraySlice<Chunk>) -> Segment {
        let nothing = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
        return Segment(
            inputIndex: chunks[chunks.startIndex].inputIndex,
            window: window(of: chunks, and: nothing),
            input: nil,
            offset: chunks[chunks.startIndex].byteOffset
        )
    }

    private func window(of chunks: ArraySlice<Chunk>, and tail: UnsafeBufferPointer<UInt8>) -> ByteWindow {
        let total = chunks.reduce(tail.count) { $0 + $1.count }
        let window = ByteWindow(capacity: total + options.decisiveBytes)
        for chunk in chunks { window.append(UnsafeBufferPointer(start: chunk.bytes, count: chunk.count)) }
        window.append(tail)
        return window
    }
}
