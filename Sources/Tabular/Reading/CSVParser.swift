import CLibCSV
import Foundation

/// Owns one libcsv parser (libcsv 3.0.3). Used by one task at a time.
///
/// States, from libcsv.c: 0 between records, 1 before a field, 2 in a field, 3 behind a quote that may end one.
final class CSVParser {
    private let parser: UnsafeMutablePointer<csv_parser>
    let sink: UnsafeMutablePointer<FieldSink>
    private let fields: UnsafeMutablePointer<FieldTaker>
    private let quote: UInt8
    /// What libcsv collects fields in by itself.
    private var ownBuffer: (start: UnsafeMutablePointer<UInt8>?, size: Int) = (nil, 0)

    /// - Parameter wanted: Columns whose values are kept.
    init(delimiter: UInt8, quote: UInt8, wanted: ColumnSet = .all) {
        self.quote = quote
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        sink = .allocate(capacity: 1)
        sink.initialize(to: FieldSink(wanted: wanted))
        csv_init(parser, 0)
        csv_set_delim(parser, delimiter)
        csv_set_quote(parser, quote)
        csv_set_blk_size(parser, 64 << 10)
        fields = .allocate(capacity: 1)
        fields.initialize(to: FieldTaker(sink: sink, parser: parser))
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
        sink.deallocate()
        fields.deallocate()
    }

    @inline(__always)
    var isBetweenRecords: Bool { parser.pointee.pstate == 0 }
    @inline(__always)
    var isBeforeField: Bool { parser.pointee.pstate < 2 }
    /// Inside a quoted field, not behind a quote that may end it.
    @inline(__always)
    var isInsideQuotes: Bool { parser.pointee.pstate == 2 && parser.pointee.quoted != 0 }

    /// Inside an unquoted field or before any field.
    @inline(__always)
    var isOutsideQuotes: Bool {
        parser.pointee.pstate < 2 || (parser.pointee.pstate == 2 && parser.pointee.quoted == 0)
    }

    /// Starts a chunk. libcsv collects its fields where their values belong, from one field to the next, which spares copying them.
    ///
    /// It would move a buffer that is full; this one has more room than the chunk has bytes.
    func begin(_ chunk: Chunk) {
        reset()
        sink.pointee.begin(chunk.batch)
        ownBuffer = (parser.pointee.entry_buf, parser.pointee.entry_size)
        parser.pointee.entry_size = chunk.capacity + 1
        aim()
    }

    /// Ends a chunk: libcsv is back at its own buffer.
    func end() { (parser.pointee.entry_buf, parser.pointee.entry_size) = ownBuffer }

    /// Has libcsv collect the next field where its value belongs; necessary where a record has been closed, of which maybe nothing is kept.
    @inline(__always)
    func aim() { fields.pointee.aim() }

    /// Feeds bytes of the chunk that has begun; fields go to the sink.
    @inline(__always)
    func parse(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        let parsed = csv_parse(
            parser,
            bytes,
            count,
            { $2?.assumingMemoryBound(to: FieldTaker.self).pointee.take($1) },
            nil,
            fields
        )
        // The only failure without strict mode, as everywhere in Swift.
        precondition(parsed == count, "libcsv ran out of memory")
    }

    /// Feeds many lines; fields go to the sink, and records are closed as they end.
    ///
    /// - Parameter breaks: Every LF and CR among the bytes, the last of which is one.
    /// - Returns: One past the last record.
    func parse(
        _ bytes: UnsafePointer<UInt8>,
        _ breaks: UnsafeBufferPointer<UInt32>,
        closing records: inout RecordCollector
    ) -> Int {
        guard let last = breaks.last else { return 0 }
        let count = Int(last) + 1
        var feed = RecordFeed(records, fields: fields.pointee, bytes: bytes, breaks: breaks)
        let parsed = withUnsafeMutablePointer(to: &feed) { feed in
            csv_parse(
                parser,
                bytes,
                count,
                { $2?.assumingMemoryBound(to: RecordFeed.self).pointee.fields.take($1) },
                { $1?.assumingMemoryBound(to: RecordFeed.self).pointee.endRecord() },
                feed
            )
        }
        precondition(parsed == count, "libcsv ran out of memory")
        records = feed.records
        return feed.position
    }

    /// Feeds bytes only to follow the state.
    @inline(__always)
    func follow(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
        let parsed = csv_parse(parser, bytes, count, nil, nil, nil)
        precondition(parsed == count, "libcsv ran out of memory")
    }

    /// Whether blanks and tabs at the edges of unquoted fields belong to the value from now on.
    @inline(__always)
    func keepBlanks(_ keep: Bool) {
        csv_set_space_func(parser, keep ? { _ in 0 } : nil)
    }

    /// Ends the input: a last record without line terminator goes to the sink. Must not be called inside quotes.
    func finish() {
        if isBetweenRecords { return }
        // A line feed ends a record outside quotes exactly as csv_fini would, through the same callbacks.
        withUnsafePointer(to: UInt8(ascii: "\n")) { parse($0, 1) }
    }

    /// Back to the beginning of a record.
    func reset() { csv_fini(parser, nil, nil, nil) }

    /// Into a quoted field, as after reading its opening quote.
    func enterQuotes() {
        reset()
        withUnsafePointer(to: quote) { follow($0, 1) }
    }
}

/// What the callbacks of libcsv do with a field. Plain memory: a class behind them would double their cost.
struct FieldTaker {
    fileprivate let sink: UnsafeMutablePointer<FieldSink>
    fileprivate let parser: UnsafeMutablePointer<csv_parser>

    /// Ends a field, of which libcsv collected `length` bytes.
    @inline(__always)
    func take(_ length: Int) {
        sink.pointee.take(length)
        aim()
    }

    @inline(__always)
    func aim() { parser.pointee.entry_buf = sink.pointee.target }
}
