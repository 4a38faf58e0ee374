import Foundation

extension ChunkReader {
    /// The next chunk of one segment, or nil at its end.
    nonisolated(nonsending) func nextChunk(of segment: Segment) async -> Chunk? {
        // One byte more than the target tells whether the input ends there.
        var wanted = options.targetBytes + 1
        while true {
            await segment.fill(to: wanted)
            if segment.isExhausted { return nil }
            if segment.count == 0 { continue }
            switch cut(segment) {
            case .records(let count, let condemned, let isExact):
                let chunk = take(count, from: segment)
                (chunk.condemned, chunk.isExact) = (condemned, isExact)
                return chunk
            case .oversized: return await takeOversized(segment)
            case .more:
                // A pipe that pauses gives less than was wanted: then wait, do not want more.
                if segment.count >= wanted { wanted = min(2 * wanted, options.decisiveBytes) }
            case .unclear: segment.exactChunks = max(segment.exactChunks, 1)
            }
        }
    }

    private func cut(_ segment: Segment) -> ChunkCut {
        let (bytes, count, atEnd) = (segment.bytes, segment.count, segment.atEnd)
        switch layout.format {
        case .jsonl: return cutter.cutLines(bytes, count: count, atEnd: atEnd)
        case .zeek: return cutAtFields(segment, cutter.cutLines(bytes, count: count, atEnd: atEnd))
        case .csv, .tsv:
            if segment.exactChunks == 0 {
                return cutter.cutAtEvenQuotes(bytes, count: count, atEnd: atEnd, quote: layout.quote)
            }
            let scanner = segment.recordScanner(layout, limit: options.maxRecordBytes)
            let cut = cutter.cutExactly(bytes, count: count, atEnd: atEnd, origin: segment.offset, scanner: scanner)
            if cut != .more { segment.exactChunks -= 1 }
            return cut
        }
    }

    private func take(_ count: Int, from segment: Segment) -> Chunk {
        let chunk = makeChunk(for: count)
        label(chunk, segment)
        segment.take(count, to: chunk)
        chunk.endsInput = segment.isExhausted
        return chunk
    }

    private func label(_ chunk: Chunk, _ segment: Segment) {
        chunk.inputIndex = segment.inputIndex
        chunk.byteOffset = segment.offset
        chunk.precedingLines = segment.pendingLines
        chunk.foreignFields = segment.foreignFields
        segment.pendingLines = 0
    }

    // MARK: Zeek

    /// Ends the chunk before a `#fields` line that changes what the columns mean.
    private func cutAtFields(_ segment: Segment, _ cut: ChunkCut) -> ChunkCut {
        guard case .records(let count, _, _) = cut else { return cut }
        var position = 0
        while let found = memchr(segment.bytes + position, 0x23, count - position) {
            let start = UnsafeRawPointer(found) - UnsafeRawPointer(segment.bytes)
            position = start + 1
            guard start == 0 || segment.bytes[start - 1] == 0x0A else { continue }
            let line = UnsafeBufferPointer(start: segment.bytes + start, count: count - start)
            guard line.starts(with: "#fields".utf8) else { continue }
            let difference = fieldsDifference(segment, start, count)
            if difference == segment.foreignFields { continue }
            if start > 0 { return .records(count: start, isExact: true) }
            segment.foreignFields = difference
        }
        return cut
    }

    private func fieldsDifference(_ segment: Segment, _ start: Int, _ end: Int) -> String? {
        let line = UnsafeBufferPointer(start: segment.bytes + start, count: end - start).prefix {
            $0 != 0x0A && $0 != 0x0D
        }
        var header = ZeekHeader()
        header.separator = layout.delimiter
        let names = header.names(inFieldsLine: line)
        let expected = layout.columns.map(\.name)
        if names == expected { return nil }
        return "the #fields line above it names other columns than the first one; split the log there"
    }

    // MARK: Lines beyond the limit

    /// Keeps the beginning of the line and skips the rest in constant memory.
    nonisolated(nonsending) private func takeOversized(_ segment: Segment) async -> Chunk {
        let chunk = makeChunk(for: options.maxRecordBytes)
        label(chunk, segment)
        let start = segment.offset
        segment.take(options.maxRecordBytes, to: chunk)
        let lineBreak = await skipLine(segment)
        let length = segment.offset - start - lineBreak
        chunk.oversized = OversizedLine(
            length: length,
            skipped: segment.offset - start - chunk.count,
            lineBreaks: lineBreak > 0 ? 1 : 0
        )
        chunk.isExact = true
        chunk.endsInput = segment.isExhausted
        return chunk
    }

    /// Consumes the rest of the line. Returns the length of its line break, 0 at the end of the input.
    nonisolated(nonsending) private func skipLine(_ segment: Segment) async -> Int {
        let endsAtCR = layout.format == .csv || layout.format == .tsv
        while true {
            while segment.count < 2 && !segment.atEnd { await segment.fill(to: 2) }
            if segment.count == 0 { return 0 }
            var lines = LineBreaks(segment.bytes, count: segment.count)
            var place = lines.first(from: 0)
            while let found = place, !endsAtCR, segment.bytes[found.next - 1] != 0x0A {
                place = lines.first(from: found.next)
            }
            if let place, place.next < segment.count || segment.atEnd || segment.bytes[place.next - 1] == 0x0A {
                segment.consume(place.next)
                return place.next - place.end
            }
            // A CR that is the last byte stays, for an LF may follow.
            let isOpen = segment.bytes[segment.count - 1] == 0x0D && !segment.atEnd
            segment.consume(segment.count - (isOpen ? 1 : 0))
        }
    }
}
