import Tabular

/// The cells of all observable columns of one batch: column after column, each with one cell per record.
struct BatchCells {
    let view: RecordBatchView
    let columns: [PlannedColumn]
    /// What each cell holds, and what that comes to, once it is known.
    let codes: UnsafeMutableBufferPointer<CellCode>
    let answers: UnsafeMutableBufferPointer<CellAnswer>

    /// The text of a cell and the way of reading it; a cell that is not to be read is empty.
    func cell(_ position: Int) -> (bytes: UnsafeBufferPointer<UInt8>, reader: UInt8) {
        let (column, record) = position.quotientAndRemainder(dividingBy: view.count)
        return cell(record: record, column: column)
    }

    @inline(__always)
    func cell(record: Int, column: Int) -> (bytes: UnsafeBufferPointer<UInt8>, reader: UInt8) {
        let bytes = view.value(record: record, column: columns[column].position)
        let usual = columns[column].reader
        guard let kinds = columns[column].kinds else { return (bytes, usual) }
        guard let reader = kinds.reader(for: view.value(record: record, column: kinds.position)) else {
            return (UnsafeBufferPointer(rebasing: bytes[..<0]), usual)
        }
        return (bytes, reader)
    }
}
