internal import CStructure

/// Splits CSV and TSV chunks with libcsv 3.
///
/// Values are exact: blanks and tabs around an unquoted field belong to it. Around the quotes of a quoted field they do not.
/// A quote inside an unquoted field is an ordinary character. A line ends with LF, CR, or both; blank lines give no record but
/// count as lines. libcsv does not tell where records lie: where each line ends one, it is fed all lines at once, otherwise line by line, and its
/// state is looked at in between.
package final class CSVTokenizer: Tokenizer {
    private let parser: CSVParser
    private let delimiter: UInt8
    private let quote: UInt8
    /// Fields every record must have; nil accepts any number.
    private let expectedFields: Int?
    private var positions = PositionBuffer()

    /// - Parameter wanted: Columns whose values are needed.
    package init(delimiter: UInt8, quote: UInt8, expectedFields: Int?, wanted: ColumnSet = .all) {
        parser = CSVParser(delimiter: delimiter, quote: quote, wanted: wanted)
        self.delimiter = delimiter
        self.quote = quote
        self.expectedFields = expectedFields
    }

    package func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool {
        parser.begin(chunk)
        defer { parser.end() }
        let (end, bytes) = (chunk.count, UnsafePointer(chunk.bytes))
        let breaks = positions.room(for: end)
        let found = tcenrich_find_lines(bytes, end, delimiter, quote, breaks.baseAddress)
        var records = RecordCollector(
            chunk,
            sink: parser.sink,
            expectedFields: expectedFields,
            isASCII: found.is_ascii
        )
        var position = 0
        // A condemned line opens quotes that libcsv is never told of.
        let mayLoseBlanks = found.loose_blanks || !chunk.condemned.isEmpty
        if !mayLoseBlanks, !found.inner_breaks {
            position = parser.parse(bytes, UnsafeBufferPointer(rebasing: breaks[..<found.count]), closing: &records)
        }
        var lines = LineBreaks(chunk.bytes, count: chunk.count)
        var feeder = FieldFeeder(bytes, count: end, parser: parser, delimiter: delimiter, quote: quote)
        var condemned = chunk.condemned.makeIterator()
        var nextCondemned = condemned.next()

        while position < end {
            if let line = nextCondemned, line.start == position {
                records.condemn(line)
                position = line.next
                nextCondemned = condemned.next()
                continue
            }
            guard let line = lines.first(from: position) else { break }
            if mayLoseBlanks {
                feeder.feed(from: position, to: line.next)
            } else {
                parser.parse(bytes + position, line.next - position)
            }
            position = line.next
            if parser.isBetweenRecords {
                records.close(at: line)
                parser.aim()
            }
            records.line += 1
        }
        if position < end {
            guard isLast, feedLast(from: position, to: end, &feeder) else { return false }
            records.close(at: LineBreaks.Place(end: end, next: end))
        }
        records.finish(chunk.batch)
        return parser.isBetweenRecords
    }

    /// Feeds a last record without line terminator. Returns false where it ends inside quotes.
    private func feedLast(from start: Int, to end: Int, _ feeder: inout FieldFeeder) -> Bool {
        feeder.feed(from: start, to: end)
        if parser.isInsideQuotes { return false }
        parser.finish()
        return true
    }
}
