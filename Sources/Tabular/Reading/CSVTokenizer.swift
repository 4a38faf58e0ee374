/// Splits CSV and TSV chunks with libcsv 3.
///
/// Values are exact: blanks and tabs around an unquoted field belong to it. Around the quotes of a quoted field they do not.
/// A quote inside an unquoted field is an ordinary character. A line ends with LF, CR, or both; blank lines give no record but
/// count as lines. libcsv does not tell where records lie, so it is fed line by line and its state is looked at in between.
package final class CSVTokenizer: Tokenizer {
    private let parser: CSVParser
    private let delimiter: UInt8
    private let quote: UInt8
    /// Fields every record must have; nil accepts any number.
    private let expectedFields: Int?

    /// - Parameter wanted: Columns whose values are needed.
    package init(delimiter: UInt8, quote: UInt8, expectedFields: Int?, wanted: ColumnSet = .all) {
        parser = CSVParser(delimiter: delimiter, quote: quote, wanted: wanted)
        self.delimiter = delimiter
        self.quote = quote
        self.expectedFields = expectedFields
    }

    package func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool {
        parser.reset()
        var records = RecordCollector(chunk, sink: parser.sink, expectedFields: expectedFields)
        var lines = LineBreaks(chunk.bytes, count: chunk.count)
        let end = chunk.count
        let bytes = UnsafePointer(chunk.bytes)
        let mayHaveBlanks = BlankRuns.mayExist(bytes, count: end, delimiter: delimiter)
        var feeder = FieldFeeder(bytes, count: end, parser: parser, delimiter: delimiter, quote: quote)
        var position = 0
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
            if mayHaveBlanks {
                feeder.feed(from: position, to: line.next)
            } else {
                parser.parse(bytes + position, line.next - position)
            }
            position = line.next
            if parser.isBetweenRecords { records.close(at: line) }
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
