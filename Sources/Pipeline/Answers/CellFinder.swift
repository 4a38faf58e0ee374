import Tabular

/// A cell that nobody has read.
struct UnknownCell {
    /// In the batch.
    let position: Int
    let hash: UInt64
}

/// Cells of a batch that need something before they have an answer.
struct Gaps {
    /// Nobody has read them.
    var unknown: [UnknownCell] = []
    /// Positions of those of which some observable is not answered.
    var open: [Int] = []
}

/// Finds the cells of a batch among those of the run. Works without a lock, beside whoever enters cells: what it misses for that is
/// looked for again under the lock.
struct CellFinder: Sendable {
    let cells: ByteTable.Reader
    let hasher: ByteHash
    let nothing: CellAnswer

    /// Notes what each cell holds and copies the answers that are there: nothing but plain memory. The codes of unknown cells are left as they are.
    func find(_ batch: BatchCells) -> Gaps {
        var gaps = Gaps()
        gaps.unknown.reserveCapacity(batch.view.count / 4)
        for column in batch.columns.indices { find(batch, column: column, gaps: &gaps) }
        return gaps
    }

    private func find(_ batch: BatchCells, column: Int, gaps: inout Gaps) {
        let (cells, view, hasher) = (cells.view, batch.view, hasher)
        let (position, reader) = (batch.columns[column].position, batch.columns[column].reader)
        let first = column * view.count
        guard batch.columns[column].kinds == nil else {
            cells.findAll(0..<view.count) { record in
                let (bytes, reader) = batch.cell(record: record, column: column)
                return (bytes, reader, hasher(bytes, tag: reader))
            } found: {
                take($1, first &+ $0, hash: $2, batch, &gaps)
            }
            return
        }
        cells.findAll(0..<view.count) { record in
            let bytes = view.value(record: record, column: position)
            return (bytes, reader, hasher(bytes, tag: reader))
        } found: {
            take($1, first &+ $0, hash: $2, batch, &gaps)
        }
    }

    @inline(__always)
    private func take(
        _ cell: ByteRecord?,
        _ position: Int,
        hash: UInt64,
        _ batch: BatchCells,
        _ gaps: inout Gaps
    ) {
        guard let cell else {
            gaps.unknown.append(UnknownCell(position: position, hash: hash))
            return
        }
        let answer = CellAnswer(storedAt: cell.extra, orElse: nothing)
        batch.codes[position] = CellCode(value: cell.number)
        batch.answers[position] = answer
        if answer.severity == .unanswered { gaps.open.append(position) }
    }
}
