/// The text formats of records.
package enum RecordFormat: String, Sendable, Hashable, CaseIterable {
    case csv
    case tsv
    case zeek
    case jsonl
}

/// One column of the input.
package struct InputColumn: Sendable, Hashable {
    package var name: String
    /// Separates the members of a cell that holds a list: Zeek sets and vectors, JSON arrays (joined by a line feed).
    package var listSeparator: UInt8?

    package init(name: String, listSeparator: UInt8? = nil) {
        self.name = name
        self.listSeparator = listSeparator
    }
}

/// What is known about the input once its first file is open: enough to check the pipeline file against it and to parse any chunk.
package struct InputLayout: Sendable, Hashable {
    package var format: RecordFormat
    /// Delimited formats: in file order. JSON Lines: the requested paths, in the order requested.
    package var columns: [InputColumn]
    /// Field delimiter of the delimited formats.
    package var delimiter: UInt8
    package var quote: UInt8
    /// Whether columns got their names from the input.
    package var hasHeader: Bool
    /// Original header record without its line terminator (CSV, TSV), or the `#` lines (Zeek), BOM removed; empty when there is none.
    package var header: [UInt8]
    /// What ends the header record, and so an appended record without terminator: LF, CR or CRLF.
    package var lineTerminator: [UInt8]
    /// The text of an unset field: `-` in Zeek logs, otherwise empty.
    package var unsetField: [UInt8]
    /// The text of a field that is set but empty: `(empty)` in Zeek logs, otherwise empty.
    package var emptyField: [UInt8]

    package init(
        format: RecordFormat,
        columns: [InputColumn],
        delimiter: UInt8 = UInt8(ascii: ","),
        quote: UInt8 = UInt8(ascii: "\""),
        hasHeader: Bool = true,
        header: [UInt8] = [],
        lineTerminator: [UInt8] = [UInt8(ascii: "\n")],
        unsetField: [UInt8] = [],
        emptyField: [UInt8] = []
    ) {
        self.format = format
        self.columns = columns
        self.delimiter = delimiter
        self.quote = quote
        self.hasHeader = hasHeader
        self.header = header
        self.lineTerminator = lineTerminator
        self.unsetField = unsetField
        self.emptyField = emptyField
    }
}
