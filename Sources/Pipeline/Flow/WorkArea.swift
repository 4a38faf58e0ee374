import Observables
import Tabular

/// Everything a chunk needs on its way from parsed to written, recycled from chunk to chunk.
///
/// Exactly one task uses an area at a time: a child fills it, the parent writes its buffers and gives it back.
final class WorkArea: @unchecked Sendable {
    let verdicts: VerdictEvaluator
    /// Present when the run writes back.
    private let matcher: RuleMatcher?
    /// One per output of the run.
    let outputs: [RenderBuffer]
    let rejected = RenderBuffer(capacity: 64)
    private var codes: UnsafeMutableBufferPointer<CellCode> = .allocate(capacity: 0)
    private var answers: UnsafeMutableBufferPointer<CellAnswer> = .allocate(capacity: 0)
    private var worst: UnsafeMutableBufferPointer<ColumnAnswer> = .allocate(capacity: 0)

    init(verdicts: VerdictEvaluator, matcher: RuleMatcher?, outputs: Int) {
        self.verdicts = verdicts
        self.matcher = matcher
        self.outputs = (0..<outputs).map { _ in RenderBuffer() }
    }

    deinit {
        codes.deallocate()
        answers.deallocate()
        worst.deallocate()
    }

    func clear() {
        for output in outputs + [rejected] { output.withBuffer { $0.removeAll() } }
    }

    /// The cells of a batch, with room for what is found out about them.
    func cells(_ view: RecordBatchView, _ columns: [PlannedColumn]) -> BatchCells {
        let count = view.count * columns.count
        reserve(records: view.count, cells: count)
        return BatchCells(
            view: view,
            columns: columns,
            codes: UnsafeMutableBufferPointer(rebasing: codes[..<count]),
            answers: UnsafeMutableBufferPointer(rebasing: answers[..<count])
        )
    }

    /// Lends the batch and its answers to `body`.
    func withAnswers<Result>(
        _ chunk: Chunk,
        _ cells: BatchCells,
        _ engine: AnswerEngine,
        _ rowColumns: [String: Int],
        _ body: (BatchAnswers, UnsafeMutableBufferPointer<ColumnAnswer>) -> Result
    ) -> Result {
        let batch = BatchAnswers(
            chunk: chunk,
            bytes: UnsafePointer(chunk.bytes),
            firstRecord: chunk.firstRecord,
            rejected: chunk.batch.rejected,
            view: cells.view,
            columns: cells.columns.map(\.position),
            codes: UnsafeBufferPointer(cells.codes),
            answers: UnsafeBufferPointer(cells.answers),
            nothing: engine.nothing,
            worst: UnsafeBufferPointer(worst),
            hits: collectHits(cells, engine),
            rowVerdicts: verdicts.usesRow ? RowVerdicts(evaluator: verdicts, columns: rowColumns) : nil
        )
        return body(batch, worst)
    }

    /// The matches of the write-back rules; empty without any.
    func ruleMatches(in batch: BatchAnswers, _ engine: AnswerEngine) -> RuleMatches {
        guard let matcher else { return [:] }
        guard matcher.seesAbsent else { return matcher.matches(in: batch, candidates: batch.hits.details) }
        let all = engine.answered(Set(batch.codes)).filter { !$0.value.isEmpty }
        return matcher.matches(in: batch, candidates: all)
    }

    private func collectHits(_ cells: BatchCells, _ engine: AnswerEngine) -> BatchHits {
        var hits = BatchHits()
        let needsDetails = verdicts.usesRow || matcher != nil
        guard needsDetails || cells.codes.contains(where: { $0.list != nil }) else { return hits }
        let named = Set(zip(cells.codes, cells.answers).lazy.filter { $0.1.severity.isNamed }.map(\.0))
        hits.ofLists = engine.hitsOfLists(named.filter { $0.list != nil })
        guard needsDetails else { return hits }
        for (code, answered) in engine.answered(named) {
            let hit = answered.filter(\.cell.severity.isHit)
            guard !hit.isEmpty else { continue }
            hits.details[code] = hit
            hits.failures[code] = answered.first { $0.cell.severity == .failed }?.cell
        }
        return hits
    }

    private func reserve(records: Int, cells: Int) {
        if codes.count < cells {
            codes.deallocate()
            answers.deallocate()
            codes = .allocate(capacity: cells)
            answers = .allocate(capacity: cells)
        }
        if worst.count < records {
            worst.deallocate()
            worst = .allocate(capacity: records)
        }
    }
}
