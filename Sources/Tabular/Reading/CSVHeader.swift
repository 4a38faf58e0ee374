/// Names the columns of a CSV or TSV input from its first record.
enum CSVHeader {
    /// Fields of the one record in these bytes.
    ///
    /// - Throws: ``InputError`` where a name is not UTF-8.
    static func names(
        in record: UnsafeBufferPointer<UInt8>,
        input: String,
        delimiter: UInt8,
        quote: UInt8
    ) throws -> [String] {
        let chunk = Chunk(capacity: record.count)
        if let bytes = record.baseAddress { chunk.bytes.update(from: bytes, count: record.count) }
        chunk.count = record.count
        let tokenizer = CSVTokenizer(delimiter: delimiter, quote: quote, expectedFields: nil)
        _ = tokenizer.tokenize(chunk, isLast: true)
        if let fault = chunk.batch.rejected.first {
            throw InputError(.badHeader, input: input, "the header cannot be read: \(fault.detail)")
        }
        let view = chunk.batch.view
        guard view.count > 0 else { return [] }
        return (0..<view.fieldCount(record: 0)).map {
            String(decoding: view.value(record: 0, column: $0), as: UTF8.self)
        }
    }

    /// Number of fields of the one record in these bytes, whatever their encoding.
    static func fieldCount(in record: UnsafeBufferPointer<UInt8>, delimiter: UInt8, quote: UInt8) -> Int {
        guard let bytes = record.baseAddress else { return 0 }
        let parser = CSVParser(delimiter: delimiter, quote: quote)
        let chunk = Chunk(capacity: record.count)
        // The parser knows nothing of it but its memory.
        return withExtendedLifetime(chunk) {
            parser.begin(chunk)
            defer { parser.end() }
            var feeder = FieldFeeder(bytes, count: record.count, parser: parser, delimiter: delimiter, quote: quote)
            feeder.feed(from: 0, to: record.count)
            parser.finish()
            return Int(parser.sink.pointee.fieldCount)
        }
    }

    /// Says how the columns of a later input differ from those of the first, or nil where they do not.
    static func difference(_ names: [String], _ input: String, from first: [String], _ firstInput: String) -> String? {
        if names.count != first.count {
            return
                "has \(names.count) columns, but \(firstInput) has \(first.count); inputs of one run need the same header"
        }
        guard let index = names.indices.first(where: { names[$0] != first[$0] }) else { return nil }
        return """
            column \(index + 1) is \"\(names[index])\", but \"\(first[index])\" in \(firstInput); \
            inputs of one run need the same header
            """
    }
}
