import Observables
import Tabular

/// The records of one chunk and the answers of their cells, as plain pointers: what the renderers loop over.
struct BatchAnswers {
    let chunk: Chunk
    /// Of the chunk, as the two that follow: to look into an object costs a check each time.
    let bytes: UnsafePointer<UInt8>
    let firstRecord: Int
    let rejected: [RejectedRecord]
    let view: RecordBatchView
    /// Position of each observable column in the record.
    let columns: [Int]
    /// By column, then record.
    let codes: UnsafeBufferPointer<CellCode>
    let answers: UnsafeBufferPointer<CellAnswer>
    /// Of a record without observables.
    let nothing: CellAnswer
    /// By record, as found when the records were counted.
    let worst: UnsafeBufferPointer<ColumnAnswer>
    let hits: BatchHits
    /// Present when verdict rules look at the record.
    let rowVerdicts: RowVerdicts?

    @inline(__always)
    func code(record: Int, column: Int) -> CellCode { codes[column * view.count + record] }

    @inline(__always)
    func cell(record: Int, column: Int) -> CellAnswer {
        let answer = answers[column * view.count + record]
        // Also a failure: the record may make a hit beside it worse.
        guard rowVerdicts != nil, answer.severity.isNamed else { return answer }
        let failure = hits.failures[code(record: record, column: column)].map { [$0] } ?? []
        let candidates = matches(record: record, column: column).map(\.cell) + failure
        return candidates.max { $0.severity < $1.severity } ?? answer
    }

    /// Compares the columns of a record; the leftmost wins a tie.
    @inline(__always)
    func findWorst(record: Int) -> ColumnAnswer {
        var best = ColumnAnswer(column: 0, cell: nothing)
        for column in 0..<columns.count {
            let cell = cell(record: record, column: column)
            if cell.severity > best.cell.severity { best = ColumnAnswer(column: column, cell: cell) }
        }
        return best
    }

    /// The hits of one cell, one per candidate in order of appearance, with the verdict that holds for this record.
    func matches(record: Int, column: Int) -> [ColumnAnswer] {
        let code = code(record: record, column: column)
        guard let rowVerdicts else {
            if let several = hits.ofLists[code] { return several.map { ColumnAnswer(column: column, cell: $0) } }
            let cell = answers[column * view.count + record]
            return cell.severity.isHit ? [ColumnAnswer(column: column, cell: cell)] : []
        }
        return (hits.details[code] ?? []).map { hit in
            var cell = hit.cell
            let verdict = rowVerdicts.verdict(of: hit, view: view, record: record)
            cell.severity = Severity(of: hit.sourced.answer, verdict: verdict)
            return ColumnAnswer(column: column, cell: cell)
        }
    }

    /// All hits of one record, column by column.
    func matches(record: Int) -> [ColumnAnswer] {
        (0..<columns.count).flatMap { matches(record: record, column: $0) }
    }

    /// The same, without making a list where the cells hold one observable each.
    @inline(__always)
    func forEachMatch(record: Int, _ body: (ColumnAnswer) -> Void) {
        for column in 0..<columns.count {
            guard rowVerdicts == nil, hits.ofLists.isEmpty else {
                matches(record: record, column: column).forEach(body)
                continue
            }
            let cell = answers[column * view.count + record]
            if cell.severity.isHit { body(ColumnAnswer(column: column, cell: cell)) }
        }
    }

    /// Number of a record in the run: rejected records in front of it count.
    func recordNumber(_ record: Int) -> Int {
        let before = rejected.prefix { Int($0.precedingRecords) <= record }.count
        return firstRecord + record + before
    }
}

/// The hits of a batch that a cell's worst answer does not tell, by what the cell holds.
struct BatchHits {
    /// Of cells that hold several candidates.
    var ofLists: [CellCode: [CellAnswer]] = [:]
    /// The hits of every cell that has one; only where something looks at more than the answer's rendered form.
    var details: [CellCode: [AnsweredObservable]] = [:]
    /// The first candidate that failed, of cells with ``details``: it may be worse than what a record makes of the hits.
    var failures: [CellCode: CellAnswer] = [:]
}

/// What one column of a record comes to.
struct ColumnAnswer {
    let column: Int
    let cell: CellAnswer
}
