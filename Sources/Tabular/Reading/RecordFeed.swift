/// Closes the records of a chunk as libcsv comes to their ends, so that it can be fed many lines at once.
///
/// libcsv does not say where a record ends; but where no quotes hold a line break, each line that is not blank is a record.
struct RecordFeed {
    let fields: FieldTaker
    private(set) var records: RecordCollector
    private let bytes: UnsafePointer<UInt8>
    /// Every LF and CR.
    private let breaks: UnsafeBufferPointer<UInt32>
    private var nextBreak = 0
    /// First byte behind the records so far.
    private(set) var position = 0

    init(
        _ records: RecordCollector,
        fields: FieldTaker,
        bytes: UnsafePointer<UInt8>,
        breaks: UnsafeBufferPointer<UInt32>
    ) {
        (self.records, self.fields, self.bytes, self.breaks) = (records, fields, bytes, breaks)
    }

    /// The fields in the sink are a record: that of the next line that is not blank.
    @inline(__always)
    mutating func endRecord() {
        while let line = nextLine() {
            let isBlank = line.end == position
            position = line.next
            if !isBlank {
                records.closeLine(at: line)
                return fields.aim()
            }
            records.passBlankLine(at: line)
        }
    }

    @inline(__always)
    private mutating func nextLine() -> LineBreaks.Place? {
        guard nextBreak < breaks.count else { return nil }
        let end = Int(breaks[nextBreak])
        nextBreak += 1
        guard bytes[end] == 0x0D, nextBreak < breaks.count, breaks[nextBreak] == end + 1, bytes[end + 1] == 0x0A else {
            return LineBreaks.Place(end: end, next: end + 1)
        }
        nextBreak += 1
        return LineBreaks.Place(end: end, next: end + 2)
    }
}
