/// A small table of texts that becomes an RFC 4180 file: for reports, not for data that grows with the input.
///
/// Rows may differ in length; they are written as they are. Lines end with CR LF, the last one too.
package struct CSVTable: Sendable, Hashable {
    package let header: [String]
    package private(set) var rows: [[String]] = []

    package init(header: [String]) { self.header = header }

    package mutating func append(_ row: [String]) { rows.append(row) }

    /// - Parameter neutralizing: Whether cells that a spreadsheet would execute get an apostrophe in front.
    package func encoded(neutralizing: Bool) -> [UInt8] {
        let dialect = CSVDialect(neutralizesFormulas: neutralizing)
        var output = OutputBuffer()
        for row in [header] + rows { Self.encode(row, into: &output, dialect: dialect) }
        return output.array()
    }

    private static func encode(_ row: [String], into output: inout OutputBuffer, dialect: CSVDialect) {
        for (index, cell) in row.enumerated() {
            if index > 0 { output.append(dialect.delimiter) }
            output.appendCSVField(cell, dialect: dialect)
        }
        // A line without any byte would be taken for no row.
        if row.count == 1, row[0].isEmpty { output.append("\"\"") }
        output.append("\r\n")
    }
}
