import Tabular

/// The cells of all observable columns of one batch: column after column, each with one cell per record.
struct BatchCells {
    let view: RecordBatchView
    let columns: [PlannedColumn]
    /// What each cell holds, once that is known.
    let codes: UnsafeMutableBufferPointer<CellCode>

    /// The text of a cell and the way of reading it; a cell that is not to be read is empty.
    func cell(_ position: Int) -> (bytes: UnsafeBufferPointer<UInt8>, reader: UInt8) {
        let (column, record) = position.quotientAndRemainder(dividingBy: view.count)
        return cell(record: record, of: columns[column])
    }

    @inline(__always)
    func cell(record: Int, of column: PlannedColumn) -> (bytes: UnsafeBufferPointer<UInt8>, reader: UInt8) {
        let bytes = view.value(record: record, column: column.position)
        guard let kinds = column.kinds else { return (bytes, column.reader) }
        guard let reader = kinds.reader(for: view.value(record: record, column: kinds.position)) else {
            return (UnsafeBufferPointer(rebasing: bytes[..<0]), column.reader)
        }
        return (bytes, reader)
    }
}
