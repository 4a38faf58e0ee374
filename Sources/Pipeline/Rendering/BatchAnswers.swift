import Observables
import Tabular

/// The records of one chunk and the answers of their cells, as plain pointers: what the renderers loop over.
struct BatchAnswers {
    let chunk: Chunk
    let view: RecordBatchView
    /// Position of each observable column in the record.
    let columns: [Int]
    /// Local cell number by column, then record; −1 for an empty cell.
    let numbers: UnsafeBufferPointer<Int32>
    /// By local cell number.
    let answers: UnsafeBufferPointer<CellAnswer>
    /// By record: which column holds the worst answer.
    let worstColumns: UnsafeBufferPointer<UInt8>
    let nothing: CellAnswer
    let hits: BatchHits
    /// Present when verdict rules look at the record.
    let rowVerdicts: RowVerdicts?

    @inline(__always)
    func number(record: Int, column: Int) -> Int32 { numbers[column * view.count + record] }

    @inline(__always)
    func cell(record: Int, column: Int) -> CellAnswer {
        let number = number(record: record, column: column)
        guard number >= 0 else { return nothing }
        let answer = answers[Int(number)]
        guard rowVerdicts != nil, answer.severity.isHit else { return answer }
        return matches(record: record, column: column).map(\.cell).max { $0.severity < $1.severity } ?? answer
    }

    /// The worst answer of a record and its column, as found when the records were counted.
    @inline(__always)
    func worst(record: Int) -> (cell: CellAnswer, column: Int) {
        // Nothing is looked up in records that are only exported.
        guard !columns.isEmpty else { return (nothing, 0) }
        let column = Int(worstColumns[record])
        return (cell(record: record, column: column), column)
    }

    /// Compares the columns of a record; the leftmost wins a tie.
    @inline(__always)
    func findWorst(record: Int) -> (cell: CellAnswer, column: Int) {
        var best = (cell: nothing, column: 0)
        for column in 0..<columns.count {
            let cell = cell(record: record, column: column)
            if cell.severity > best.cell.severity { best = (cell, column) }
        }
        return best
    }

    /// The hits of one cell, one per candidate in order of appearance, with the verdict that holds for this record.
    func matches(record: Int, column: Int) -> [Match] {
        let number = number(record: record, column: column)
        guard number >= 0 else { return [] }
        guard let rowVerdicts else {
            if let several = hits.ofLists[number] { return several.map { Match(column: column, cell: $0) } }
            let cell = answers[Int(number)]
            return cell.severity.isHit ? [Match(column: column, cell: cell)] : []
        }
        return (hits.details[number] ?? []).map { hit in
            var cell = hit.cell
            let verdict = rowVerdicts.verdict(of: hit, view: view, record: record)
            cell.severity = Severity(of: hit.sourced.answer, verdict: verdict)
            return Match(column: column, cell: cell)
        }
    }

    /// All hits of one record, column by column.
    func matches(record: Int) -> [Match] {
        guard !hits.isEmpty else { return [] }
        return (0..<columns.count).flatMap { matches(record: record, column: $0) }
    }

    /// The same, without making a list where the cells hold one observable each.
    @inline(__always)
    func forEachMatch(record: Int, _ body: (Match) -> Void) {
        guard !hits.isEmpty else { return }
        for column in 0..<columns.count {
            guard rowVerdicts == nil, hits.ofLists.isEmpty else {
                matches(record: record, column: column).forEach(body)
                continue
            }
            let number = number(record: record, column: column)
            guard number >= 0, answers[Int(number)].severity.isHit else { continue }
            body(Match(column: column, cell: answers[Int(number)]))
        }
    }

    /// Number of a record in the run: rejected records in front of it count.
    func recordNumber(_ record: Int) -> Int {
        let rejected = chunk.batch.rejected.prefix { Int($0.precedingRecords) <= record }.count
        return chunk.firstRecord + record + rejected
    }
}

/// The hits of a batch that a cell's worst answer does not tell, by local cell number.
struct BatchHits {
    /// Whether no cell has a hit.
    var isEmpty = true
    /// Of cells that hold several candidates.
    var ofLists: [Int32: [CellAnswer]] = [:]
    /// The hits of every cell that has one; only where something looks at more than the answer's rendered form.
    var details: [Int32: [AnsweredObservable]] = [:]
}

/// One hit in one column of one record.
struct Match {
    let column: Int
    let cell: CellAnswer
}
