/// Closes the records of a chunk as libcsv comes to their ends, so that it can be fed many lines at once.
///
/// libcsv does not say where a record ends; but where no quotes hold a line break, each line that is not blank is a record.
struct RecordFeed {
    let fields: FieldTaker
    private(set) var records: RecordCollector
    private var lines: LineBreaks
    /// First byte behind the records so far.
    private(set) var position = 0

    init(_ records: RecordCollector, fields: FieldTaker, lines: LineBreaks) {
        (self.records, self.fields, self.lines) = (records, fields, lines)
    }

    /// The fields in the sink are a record: that of the next line that is not blank.
    mutating func endRecord() {
        while let line = lines.first(from: position) {
            let isBlank = line.end == position
            position = line.next
            if isBlank { records.passBlankLine(at: line) } else { return records.closeLine(at: line) }
        }
    }
}
