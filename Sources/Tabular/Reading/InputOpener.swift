import Foundation

/// Opens inputs up to their first record.
struct InputOpener {
    /// What stands in front of the records.
    struct Preamble {
        var format: RecordFormat
        /// Column names as written, where the input has any.
        var names: [String]?
        var columns: [InputColumn] = []
        var delimiter: UInt8
        var header: [UInt8] = []
        var lineTerminator: [UInt8] = []
        var zeek: ZeekHeader?
    }

    let options: ReaderOptions

    /// Opens one input and consumes what precedes its records.
    ///
    /// - Parameter format: The format the run has settled on, if it has.
    /// - Returns: No preamble for an input without any bytes.
    nonisolated(nonsending) func open(
        _ source: InputSource,
        index: Int,
        format: RecordFormat?
    ) async throws -> (Segment, Preamble?) {
        let input = try await DecodedInput.open(source)
        let window = ByteWindow(capacity: Chunk.windowCapacity(for: options.targetBytes))
        let segment = Segment(inputIndex: index, window: window, input: input)
        let preamble = try await preamble(of: segment, source, format)
        // Chunks take the window's memory over where they begin with it.
        window.compact()
        return (segment, preamble)
    }

    nonisolated(nonsending) private func preamble(
        of segment: Segment,
        _ source: InputSource,
        _ format: RecordFormat?
    ) async throws -> Preamble? {
        try await skipByteOrderMark(segment, source.name)
        guard await hasBytes(segment, atLeast: 1) else { return nil }
        let settled: RecordFormat
        if let format = format ?? options.format {
            settled = format
        } else {
            // A line, or as much of one as detection looks at; a pipe may pause behind a short first line.
            while segment.count < 16, !segment.atEnd, memchr(segment.bytes, 0x0A, segment.count) == nil {
                await segment.fill(to: segment.count + 1)
            }
            let head = UnsafeBufferPointer(start: segment.bytes, count: segment.count)
            settled = try FormatDetection.format(of: source.name, head: head)
        }
        switch settled {
        case .csv: return try await delimited(segment, source, .csv, UInt8(ascii: ","))
        case .tsv: return try await delimited(segment, source, .tsv, UInt8(ascii: "\t"))
        case .zeek: return try await zeek(segment, source)
        case .jsonl:
            let columns = options.jsonPaths.map { InputColumn(name: $0, listSeparator: UInt8(ascii: "\n")) }
            return Preamble(format: .jsonl, columns: columns, delimiter: 0)
        }
    }

    /// Waits for bytes. Returns false where the input ends before.
    nonisolated(nonsending) private func hasBytes(_ segment: Segment, atLeast count: Int) async -> Bool {
        while segment.count < count && !segment.atEnd { await segment.fill(to: count) }
        return segment.count >= count
    }

    nonisolated(nonsending) private func skipByteOrderMark(_ segment: Segment, _ name: String) async throws {
        _ = await hasBytes(segment, atLeast: 3)
        let head = Array(UnsafeBufferPointer(start: segment.bytes, count: min(segment.count, 3)))
        if head == [0xEF, 0xBB, 0xBF] { segment.consume(3) }
        guard !head.starts(with: [0xFF, 0xFE]), !head.starts(with: [0xFE, 0xFF]) else {
            let advice = "convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8"
            throw InputError(.unsupportedEncoding, input: name, "is UTF-16; \(advice)")
        }
    }

    // MARK: CSV and TSV

    nonisolated(nonsending) private func delimited(
        _ segment: Segment,
        _ source: InputSource,
        _ format: RecordFormat,
        _ standard: UInt8
    ) async throws -> Preamble {
        var preamble = Preamble(format: format, delimiter: options.delimiter ?? standard)
        guard let (end, next) = try await firstRecord(segment, source, preamble) else {
            preamble.columns = options.columnNames.map { $0.map { InputColumn(name: $0) } } ?? []
            return preamble
        }
        let bytes = segment.bytes
        let record = UnsafeBufferPointer(start: bytes, count: end)
        preamble.lineTerminator = Array(UnsafeBufferPointer(start: bytes + end, count: next - end))
        guard options.hasHeader else {
            let count = CSVHeader.fieldCount(in: record, delimiter: preamble.delimiter, quote: options.quote)
            preamble.columns = columns(count: count)
            return preamble
        }
        let names = try CSVHeader.names(
            in: record,
            input: source.name,
            delimiter: preamble.delimiter,
            quote: options.quote
        )
        preamble.names = names
        preamble.columns = try renamed(names, source)
        preamble.header = Array(record)
        segment.pendingLines += lineBreaks(bytes, count: next)
        segment.consume(next)
        return preamble
    }

    /// The first record behind blank lines, which are consumed. Nil where there are only blank lines.
    nonisolated(nonsending) private func firstRecord(
        _ segment: Segment,
        _ source: InputSource,
        _ preamble: Preamble
    ) async throws -> (end: Int, next: Int)? {
        let scanner = RecordScanner(
            delimiter: preamble.delimiter,
            quote: options.quote,
            limit: options.maxRecordBytes
        )
        var wanted = min(options.targetBytes, 4096)
        while true {
            guard await hasBytes(segment, atLeast: 1) else { return nil }
            var stretch = RecordScanner.Stretch(
                segment.bytes,
                count: segment.count,
                origin: segment.offset,
                atEnd: segment.atEnd
            )
            switch scanner.step(from: 0, in: &stretch) {
            case .record(0, let next):
                segment.pendingLines += 1
                segment.consume(next)
            case .record(let end, let next): return (end, next)
            case .more:
                wanted = max(wanted, min(2 * segment.count, options.decisiveBytes))
                await segment.fill(to: wanted)
            case .condemned, .oversized:
                if !options.hasHeader, options.columnNames != nil { return nil }
                throw InputError(
                    .badHeader,
                    input: source.name,
                    "the header is longer than \(options.maxRecordBytes) bytes or a quote in it is never closed"
                )
            }
        }
    }

    private func columns(count: Int) -> [InputColumn] {
        let names = options.columnNames ?? (1...max(count, 1)).map { "column_\($0)" }
        return names.map { InputColumn(name: $0) }
    }

    private func renamed(_ names: [String], _ source: InputSource) throws -> [InputColumn] {
        guard let given = options.columnNames else { return names.map { InputColumn(name: $0) } }
        guard given.count == names.count else {
            let detail = "has \(names.count) columns, but \(given.count) names are given for them"
            throw InputError(.badHeader, input: source.name, detail)
        }
        return given.map { InputColumn(name: $0) }
    }

    private func lineBreaks(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
        var lines = LineBreaks(bytes, count: count)
        var (total, position) = (0, 0)
        while let line = lines.first(from: position) { (total, position) = (total + 1, line.next) }
        return total
    }

    // MARK: Zeek

    nonisolated(nonsending) private func zeek(_ segment: Segment, _ source: InputSource) async throws -> Preamble {
        var text: [UInt8] = []
        while await hasBytes(segment, atLeast: 1), segment.bytes[0] == UInt8(ascii: "#") {
            guard let length = try await lineLength(segment, source) else { break }
            text += UnsafeBufferPointer(start: segment.bytes, count: length)
            if text.last == 0x0A { segment.pendingLines += 1 }
            segment.consume(length)
        }
        let header = ZeekHeader(text)
        guard let fields = header.fields else {
            throw InputError(
                .badHeader,
                input: source.name,
                "has no #fields line before its first record; a Zeek log names its columns there (for CSV say format: csv)"
            )
        }
        let terminator: [UInt8] = text.suffix(2) == [0x0D, 0x0A] ? [0x0D, 0x0A] : [0x0A]
        while text.last == 0x0A || text.last == 0x0D { text.removeLast() }
        return Preamble(
            format: .zeek,
            names: fields,
            columns: header.columns,
            delimiter: header.separator,
            header: text,
            lineTerminator: terminator,
            zeek: header
        )
    }

    /// Bytes of the first line with its line feed.
    nonisolated(nonsending) private func lineLength(_ segment: Segment, _ source: InputSource) async throws -> Int? {
        while true {
            if let found = memchr(segment.bytes, 0x0A, segment.count) {
                return UnsafeRawPointer(found) - UnsafeRawPointer(segment.bytes) + 1
            }
            if segment.atEnd { return segment.count > 0 ? segment.count : nil }
            guard segment.count < options.decisiveBytes else {
                throw InputError(
                    .badHeader,
                    input: source.name,
                    "a # line is longer than \(options.maxRecordBytes) bytes"
                )
            }
            await segment.fill(to: segment.count + 1)
        }
    }
}
