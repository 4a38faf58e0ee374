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
    /// Where another column says the kind; it chooses the reader then.
    let kinds: KindColumn?
    let reading: ObservableColumn.Reading
}

/// The column that says the kind of another one's values.
struct KindColumn: Sendable {
    /// In the record.
    let position: Int
    /// Where nothing is said.
    let detecting: UInt8
    let declared: [ObservableKind: UInt8]

    /// nil where the word names no kind: then there is no observable.
    func reader(for cell: UnsafeBufferPointer<UInt8>) -> UInt8? {
        let name = KindName(String(decoding: cell, as: UTF8.self))
        return name.isEmpty ? detecting : name.kind.flatMap { declared[$0] }
    }
}

/// The pipeline file's columns matched with the input's. Nothing has been asked yet when this fails.
struct ColumnPlan: Sendable {
    let columns: [PlannedColumn]
    let readers: [CellReader]
    /// Columns that conditions and templates name.
    let rowColumns: [String: Int]

    /// Those whose values are looked at; the others leave as they came in.
    var wantedColumns: ColumnSet {
        ColumnSet(columns.map(\.position) + columns.compactMap { $0.kinds?.position } + rowColumns.values)
    }

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
            func reader(_ reading: ObservableColumn.Reading) -> UInt8 {
                let key = ReaderKey(reading: reading, ladder: column.ladder, separator: separator)
                let reader = readerIndex[key] ?? UInt8(truncatingIfNeeded: readers.count)
                if readerIndex.updateValue(reader, forKey: key) == nil {
                    var read = column
                    read.reading = reading
                    readers.append(CellReader(column: read, listSeparator: separator))
                }
                return reader
            }
            var kinds: KindColumn?
            if case .typed(let name) = column.reading,
                let place = finder.find(name, at: column.position, keyPath: "read.observables")
            {
                kinds = KindColumn(
                    position: place,
                    detecting: reader(.detect),
                    declared: Dictionary(
                        uniqueKeysWithValues: ObservableKind.allCases.map { ($0, reader(.declared($0))) }
                    )
                )
            }
            let usual = kinds?.detecting ?? reader(column.reading)
            columns.append(
                PlannedColumn(
                    name: column.column,
                    position: position,
                    reader: usual,
                    kinds: kinds,
                    reading: column.reading
                )
            )
        }
        var rowColumns: [String: Int] = [:]
        for (row, keyPath) in specification.rowReferences
        where rowColumns[row.name] == nil && keyPath != "read.observables" {
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
