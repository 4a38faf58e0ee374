/// Feeds libcsv so that blanks at the edges of unquoted fields survive.
///
/// libcsv drops them unless a function decides what a blank is, which costs a third of its speed. So the bytes are fed as they are,
/// and only a run of blanks that turns out to stand at the edge of an unquoted field is fed under a rule that knows no blanks.
struct FieldFeeder {
    private let parser: CSVParser
    private let quote: UInt8
    private let bytes: UnsafePointer<UInt8>
    private var runs: BlankRuns

    init(_ bytes: UnsafePointer<UInt8>, count: Int, parser: CSVParser, delimiter: UInt8, quote: UInt8) {
        (self.parser, self.quote, self.bytes) = (parser, quote, bytes)
        runs = BlankRuns(bytes, count: count, delimiter: delimiter)
    }

    /// Feeds one physical line with its line break, or the last line without one.
    mutating func feed(from start: Int, to end: Int) {
        var fed = start
        var position = start
        while let run = runs.firstAtEdge(from: position, lineEnd: end) {
            position = run.upperBound
            parser.parse(bytes + fed, run.lowerBound - fed)
            fed = run.lowerBound
            guard parser.isOutsideQuotes else { continue }
            // Before a quoted field blanks belong to nothing; libcsv may drop them.
            if parser.isBeforeField && run.upperBound < end && bytes[run.upperBound] == quote { continue }
            parser.keepBlanks(true)
            parser.parse(bytes + fed, run.count)
            parser.keepBlanks(false)
            fed = run.upperBound
        }
        parser.parse(bytes + fed, end - fed)
    }
}
