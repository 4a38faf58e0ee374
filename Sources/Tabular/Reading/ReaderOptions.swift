/// How the inputs of a run are read.
package struct ReaderOptions: Sendable, Hashable {
    /// Default: decided by the first input, see ``FormatDetection``.
    package var format: RecordFormat?
    /// Default: comma for CSV, tab for TSV. Zeek logs name their own.
    package var delimiter: UInt8?
    package var quote: UInt8 = UInt8(ascii: "\"")
    /// Whether the first record of every CSV or TSV input holds the column names.
    package var hasHeader: Bool
    /// Names for the columns: instead of the header's, or where there is none. Without either, `column_1` and so on.
    package var columnNames: [String]?
    /// Longest record in bytes, line terminator excluded; longer ones are rejected.
    package var maxRecordBytes: Int
    /// Usual size of a chunk. Never more than `maxRecordBytes`, so that no record within a chunk can exceed the limit.
    package var chunkBytes: Int
    /// JSON Lines: the members asked for, one column each.
    package var jsonPaths: [String]
    /// JSON Lines: the member that will be added; a line that has it already is rejected.
    package var jsonMember: String?

    package init(
        format: RecordFormat? = nil,
        delimiter: UInt8? = nil,
        hasHeader: Bool = true,
        columnNames: [String]? = nil,
        maxRecordBytes: Int = 1 << 20,
        chunkBytes: Int = 512 << 10,
        jsonPaths: [String] = [],
        jsonMember: String? = nil
    ) {
        self.format = format
        self.delimiter = delimiter
        self.hasHeader = hasHeader
        self.columnNames = columnNames
        self.maxRecordBytes = max(maxRecordBytes, 1)
        self.chunkBytes = max(chunkBytes, 1)
        self.jsonPaths = jsonPaths
        self.jsonMember = jsonMember
    }

    /// Most bytes of a chunk that holds more than one record.
    var targetBytes: Int { min(chunkBytes, maxRecordBytes) }
    /// With this many bytes at hand a record either ends or is too long: the record, CR and LF.
    var decisiveBytes: Int { maxRecordBytes + 2 }
}
