import Foundation

/// Where tokenizers put the fields of a chunk. Plain memory: a class behind the callback of libcsv would double its cost.
///
/// Takes fields once a batch has begun.
struct FieldSink {
    private(set) var values: UnsafeMutablePointer<UInt8>?
    private(set) var fieldEnds: UnsafeMutablePointer<Int32>?
    /// Columns whose values are kept.
    let wanted: ColumnSet
    private(set) var valueCount: Int32 = 0
    private(set) var fieldCount: Int32 = 0
    /// The counts where the record under way begins.
    private(set) var recordStart: (values: Int32, fields: Int32) = (0, 0)

    init(wanted: ColumnSet) { self.wanted = wanted }

    /// Starts over with the storage of a batch.
    mutating func begin(_ batch: RecordBatch) {
        (values, fieldEnds) = (batch.values, batch.fieldEnds)
        (valueCount, fieldCount, recordStart) = (0, 0, (0, 0))
    }

    /// Fields of the record under way.
    @inline(__always)
    var fieldsInRecord: Int32 { fieldCount &- recordStart.fields }

    /// Whether the value of the next field is kept.
    @inline(__always)
    var wantsValue: Bool { wanted.contains(fieldsInRecord) }

    /// Where the value of the next field goes.
    @inline(__always)
    var target: UnsafeMutablePointer<UInt8> { values.unsafelyUnwrapped + Int(valueCount) }

    /// Ends a field of which `length` bytes lie at ``target``. A chunk's size bounds the counts.
    @inline(__always)
    mutating func endField(_ length: Int) {
        let (end, field) = (valueCount &+ Int32(truncatingIfNeeded: length), fieldCount)
        // The counts first: what is stored through a pointer could be one of them, for all the compiler knows.
        (valueCount, fieldCount) = (end, field &+ 1)
        fieldEnds.unsafelyUnwrapped[Int(field)] = end
    }

    /// Ends a field of which `length` bytes lie at ``target``, wanted or not.
    @inline(__always)
    mutating func take(_ length: Int) { endField(wantsValue ? length : 0) }

    /// The fields so far are a record.
    @inline(__always)
    mutating func endRecord() { recordStart = (valueCount, fieldCount) }

    /// Forgets the fields of the record under way.
    mutating func dropRecord() { (valueCount, fieldCount) = recordStart }
}
