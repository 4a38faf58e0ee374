import Observables
import PipelineFile
import Tabular

/// An observable column found in the input.
struct PlannedColumn: Sendable {
    /// As the pipeline file writes it.
    let name: String
    /// In the record.
    let position: Int
    /// Index of the way its cells are read.
    let reader: UInt8
}

/// The pipeline file's columns matched with the input's. Nothing has been asked yet when this fails.
struct ColumnPlan: Sendable {
    let columns: [PlannedColumn]
    let readers: [CellReader]
    /// Columns that conditions and templates name.
    let rowColumns: [String: Int]

    /// - Throws: `PreflightError` listing every column that is missing or ambiguous.
    init(specification: PipelineSpecification, layout: InputLayout) throws {
        var finder = ColumnFinder(specification: specification, layout: layout)
        var columns: [PlannedColumn] = []
        var readers: [CellReader] = []
        var readerIndex: [ReaderKey: UInt8] = [:]
        for column in specification.read.observables {
            let found = finder.find(column.column, at: column.position, keyPath: "read.observables")
            guard let position = found else { continue }
            let separator = layout.columns[position].listSeparator
            let key = ReaderKey(reading: column.reading, ladder: column.ladder, separator: separator)
            let reader = readerIndex[key] ?? UInt8(truncatingIfNeeded: readers.count)
            if readerIndex.updateValue(reader, forKey: key) == nil {
                readers.append(CellReader(column: column, listSeparator: separator))
            }
            columns.append(PlannedColumn(name: column.column, position: position, reader: reader))
        }
        var rowColumns: [String: Int] = [:]
        for (row, keyPath) in specification.rowReferences where rowColumns[row.name] == nil {
            rowColumns[row.name] = finder.find(row.name, at: row.position, keyPath: keyPath)
        }
        if !finder.problems.isEmpty { throw PreflightError(problems: finder.problems) }
        self.columns = columns
        self.readers = readers
        self.rowColumns = rowColumns
    }
}

private struct ReaderKey: Hashable {
    let reading: ObservableColumn.Reading
    let ladder: [LadderRung]
    let separator: UInt8?
}
