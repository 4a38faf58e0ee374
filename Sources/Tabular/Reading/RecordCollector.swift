/// Turns the fields in a sink into the records of a batch: spans, the check of the number of fields, the check of the encoding.
///
/// A value used as a local variable, so that its fields live in registers.
struct RecordCollector {
    /// Line breaks passed so far.
    var line: Int32 = 0

    private let bytes: UnsafePointer<UInt8>
    private let sink: UnsafeMutablePointer<FieldSink>
    private let recordEnds: UnsafeMutablePointer<Int32>
    private let spans: UnsafeMutablePointer<RecordSpan>
    private let expectedFields: Int32
    private let mayBeIllFormed: Bool
    private var count = 0
    private var start: Int32 = 0
    private var startLine: Int32 = 0
    private var rejected: [RejectedRecord] = []

    /// - Parameters:
    ///   - sink: At the beginning of the chunk.
    ///   - isASCII: Whether all bytes of the chunk are known to be.
    init(_ chunk: Chunk, sink: UnsafeMutablePointer<FieldSink>, expectedFields: Int?, isASCII: Bool = false) {
        bytes = UnsafePointer(chunk.bytes)
        self.sink = sink
        recordEnds = chunk.batch.recordEnds
        spans = chunk.batch.spans
        self.expectedFields = Int32(expectedFields ?? -1)
        mayBeIllFormed = !isASCII && UTF8Validity.firstInvalid(bytes, from: 0, to: chunk.count) != nil
    }

    /// Ends the record that stands open, if any; the line break lies at `place`. Without a field it was a blank line.
    @inline(__always)
    mutating func close(at place: LineBreaks.Place) {
        if sink.pointee.fieldsInRecord > 0 { closeRecord(end: Int32(place.end), next: Int32(place.next)) }
        beginRecord(at: place)
    }

    /// The same where the record is one line, which has been passed then.
    mutating func closeLine(at place: LineBreaks.Place) {
        close(at: place)
        line += 1
    }

    /// Passes a line without a record, also where fields of a later one are there already.
    mutating func passBlankLine(at place: LineBreaks.Place) {
        beginRecord(at: place)
        line += 1
    }

    /// The next record begins behind that line break.
    @inline(__always)
    private mutating func beginRecord(at place: LineBreaks.Place) {
        start = Int32(place.next)
        startLine = line + 1
    }

    @inline(__always)
    private mutating func closeRecord(end: Int32, next: Int32) {
        let span = RecordSpan(start: start, end: end, next: next, insertion: end, line: startLine)
        let fields = sink.pointee.fieldsInRecord
        if mayBeIllFormed || (fields != expectedFields && expectedFields >= 0) {
            if let (reason, detail) = fault(in: span, fields: fields) { return reject(reason, detail, span) }
        }
        sink.pointee.endRecord()
        recordEnds[count] = sink.pointee.fieldCount
        spans[count] = span
        count += 1
    }

    private func fault(in span: RecordSpan, fields: Int32) -> (RejectReason, String)? {
        if let index = UTF8Validity.firstInvalid(bytes, from: Int(span.start), to: Int(span.end)) {
            return (.invalidUTF8, .invalidByte(bytes[index], at: index - Int(span.start)))
        }
        guard expectedFields >= 0, fields != expectedFields else { return nil }
        let unit = expectedFields == 1 ? "field" : "fields"
        return (.raggedRow, "expected \(expectedFields) \(unit), found \(fields)")
    }

    private mutating func reject(_ reason: RejectReason, _ detail: String, _ span: RecordSpan) {
        sink.pointee.dropRecord()
        rejected.append(
            RejectedRecord(reason: reason, detail: detail, span: span, precedingRecords: Int32(count))
        )
    }

    /// Rejects every record of a chunk whose columns mean something else.
    mutating func rejectRecord(at place: LineBreaks.Place, _ reason: RejectReason, _ detail: String) {
        let (end, next) = (Int32(place.end), Int32(place.next))
        reject(reason, detail, RecordSpan(start: start, end: end, next: next, insertion: end, line: startLine))
        start = next
        startLine = line + 1
    }

    /// Takes a line that opens a quoted field and never closes it.
    mutating func condemn(_ place: CondemnedLine) {
        rejectRecord(
            at: LineBreaks.Place(end: place.end, next: place.next),
            .unterminatedQuote,
            "a quoted field is not closed within the record limit or before the end of the file"
        )
        if place.next > place.end {
            line += 1
            startLine = line
        }
    }

    func finish(_ batch: RecordBatch) {
        batch.recordCount = count
        batch.fieldCount = Int(sink.pointee.fieldCount)
        batch.lineCount = Int(line)
        batch.rejected = rejected
    }
}

extension String {
    static func invalidByte(_ byte: UInt8, at offset: Int) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        let hex = digits.count < 2 ? "0" + digits : digits
        return "byte 0x\(hex) at offset \(offset) of the record is not UTF-8; convert the file, for example with iconv"
    }
}
