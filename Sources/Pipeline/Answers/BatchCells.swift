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

    /// Parts unknown cells into those to be read and those that repeat one of them. A text that stands in many records of a batch should not be
    /// read for each; some may be missed.
    func distinct(_ unknown: [UnknownCell]) -> (cells: [UnknownCell], copies: [(position: Int, original: Int)]) {
        var (cells, copies): ([UnknownCell], [(position: Int, original: Int)]) = ([], [])
        cells.reserveCapacity(unknown.count)
        let places = 512
        withUnsafeTemporaryAllocation(of: UnknownCell.self, capacity: places) { last in
            last.initialize(repeating: UnknownCell(position: -1, hash: 0))
            for cell in unknown {
                let place = Int(truncatingIfNeeded: cell.hash >> 32) & (places - 1)
                let other = last[place]
                if other.hash == cell.hash, other.position >= 0, areEqual(cell.position, other.position) {
                    copies.append((cell.position, other.position))
                } else {
                    cells.append(cell)
                    last[place] = cell
                }
            }
        }
        return (cells, copies)
    }

    private func areEqual(_ left: Int, _ right: Int) -> Bool {
        let (left, right) = (cell(left), cell(right))
        return left.reader == right.reader && left.bytes.count == right.bytes.count
            && left.bytes.elementsEqual(right.bytes)
    }
}
