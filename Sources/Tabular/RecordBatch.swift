/// Where one record lies in its chunk. All positions are byte offsets from the start of the chunk.
public struct RecordSpan: Sendable, Hashable {
    /// First byte of the record.
    public var start: Int32
    /// One past the record's last byte, line terminator excluded.
    public var end: Int32
    /// One past the record's line terminator; equals `end` when the terminator is missing.
    public var next: Int32
    /// Where appended data goes: `end` for delimited formats, the closing brace for JSON Lines.
    public var insertion: Int32
    /// Line breaks in the chunk before this record.
    public var line: Int32

    public init(start: Int32, end: Int32, next: Int32, insertion: Int32, line: Int32) {
        self.start = start
        self.end = end
        self.next = next
        self.insertion = insertion
        self.line = line
    }
}

/// A record that could not be used, with the place of its original bytes in the chunk.
package struct RejectedRecord: Sendable, Hashable {
    package var reason: RejectReason
    /// For people: what was expected and what was found.
    package var detail: String
    package var span: RecordSpan
    /// Accepted records of the same chunk that precede it: restores the order of all records.
    package var precedingRecords: Int32

    package init(reason: RejectReason, detail: String, span: RecordSpan, precedingRecords: Int32) {
        self.reason = reason
        self.detail = detail
        self.span = span
        self.precedingRecords = precedingRecords
    }
}

package enum RejectReason: String, Sendable, Hashable, CaseIterable {
    /// The number of fields differs from the header's.
    case raggedRow = "ragged_row"
    /// A quoted field that is not closed before the end of the file or the record limit.
    case unterminatedQuote = "unterminated_quote"
    case invalidUTF8 = "invalid_utf8"
    case invalidJSON = "invalid_json"
    /// Valid JSON, but not an object, so no member can be added.
    case notAnObject = "not_an_object"
    /// The object already has the member that enrichment would add.
    case memberExists = "member_exists"
    /// Longer than `max_record_bytes`.
    case recordTooLong = "record_too_long"
    /// A Zeek log whose `#fields` line changed after the first.
    case fieldsChanged = "fields_changed"
}

/// The records of one chunk: unescaped values packed in one buffer, and offsets. No object per record or field.
///
/// Storage is sized once from the chunk's capacity, so the tokenizers need no growth checks:
/// a chunk of n bytes has at most n value bytes, n + 1 fields and n records. JSON Lines give one field per requested
/// path and record, a record has at least three bytes (`{}` and a line feed), and paths may overlap (`a`, `a.b`), so
/// that p paths give at most p * n value bytes and p * (n / 3 + 1) fields. Pages that are not touched cost nothing.
/// Owned by exactly one task at a time, like the chunk it belongs to.
package final class RecordBatch {
    /// Unescaped field values, one after the other.
    package let values: UnsafeMutablePointer<UInt8>
    /// End of field i in `values`; it starts where field i − 1 ends.
    package let fieldEnds: UnsafeMutablePointer<Int32>
    /// Number of fields up to and including record r.
    package let recordEnds: UnsafeMutablePointer<Int32>
    package let spans: UnsafeMutablePointer<RecordSpan>
    /// Requested paths the storage is sized for.
    package let fieldsPerRecord: Int
    package var recordCount = 0
    package var fieldCount = 0
    /// Line breaks in the chunk.
    package var lineCount = 0
    /// In the order of their position.
    package var rejected: [RejectedRecord] = []

    /// - Parameter fieldsPerRecord: Requested paths of JSON Lines; 1 for delimited formats, whose bytes bound the fields.
    package init(chunkCapacity: Int, fieldsPerRecord: Int = 1) {
        self.fieldsPerRecord = max(1, fieldsPerRecord)
        let fields = max(chunkCapacity + 1, (chunkCapacity / 3 + 1) * fieldsPerRecord)
        values = .allocate(capacity: chunkCapacity * max(1, fieldsPerRecord) + 64)
        fieldEnds = .allocate(capacity: fields)
        recordEnds = .allocate(capacity: chunkCapacity + 1)
        spans = .allocate(capacity: chunkCapacity + 1)
    }

    deinit {
        values.deallocate()
        fieldEnds.deallocate()
        recordEnds.deallocate()
        spans.deallocate()
    }

    package func removeAll() {
        recordCount = 0
        fieldCount = 0
        lineCount = 0
        rejected.removeAll(keepingCapacity: true)
    }

    /// The records as plain pointers, valid while the batch is neither changed nor released.
    package var view: RecordBatchView {
        RecordBatchView(values: values, fieldEnds: fieldEnds, recordEnds: recordEnds, spans: spans, count: recordCount)
    }
}

/// Reads a record batch without class accesses, for inner loops.
///
/// Public, as few things are: the compiler puts the code of `package` functions into no other module, and a call per cell cost as much as the cell.
@frozen
public struct RecordBatchView {
    @usableFromInline let values: UnsafePointer<UInt8>
    @usableFromInline let fieldEnds: UnsafePointer<Int32>
    @usableFromInline let recordEnds: UnsafePointer<Int32>
    @usableFromInline let spans: UnsafePointer<RecordSpan>
    public let count: Int

    @usableFromInline
    init(
        values: UnsafePointer<UInt8>,
        fieldEnds: UnsafePointer<Int32>,
        recordEnds: UnsafePointer<Int32>,
        spans: UnsafePointer<RecordSpan>,
        count: Int
    ) {
        self.values = values
        self.fieldEnds = fieldEnds
        self.recordEnds = recordEnds
        self.spans = spans
        self.count = count
    }

    @inlinable
    public func fieldCount(record: Int) -> Int {
        Int(recordEnds[record]) - (record == 0 ? 0 : Int(recordEnds[record - 1]))
    }

    /// The unescaped value of one field; empty when the record has fewer fields.
    @inlinable
    @inline(__always)
    public func value(record: Int, column: Int) -> UnsafeBufferPointer<UInt8> {
        let index = (record == 0 ? 0 : Int(recordEnds[record &- 1])) &+ column
        guard index < Int(recordEnds[record]) else { return UnsafeBufferPointer(start: values, count: 0) }
        let start = index == 0 ? 0 : Int(fieldEnds[index &- 1])
        return UnsafeBufferPointer(start: values + start, count: Int(fieldEnds[index]) &- start)
    }

    @inlinable
    public func span(record: Int) -> RecordSpan { spans[record] }
}
