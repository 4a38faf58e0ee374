import Observables
import Tabular

/// Everything a chunk needs on its way from parsed to written, recycled from chunk to chunk.
///
/// Exactly one task uses an area at a time: a child fills it, the parent writes its buffers and gives it back.
final class WorkArea: @unchecked Sendable {
    let cells: DistinctCells
    let verdicts: VerdictEvaluator
    /// Present when the run writes back.
    private let matcher: RuleMatcher?
    /// One per output of the run.
    let outputs: [RenderBuffer]
    let rejected = RenderBuffer(capacity: 64)
    private var numbers: UnsafeMutableBufferPointer<Int32> = .allocate(capacity: 0)
    private var worst: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 0)

    init(cells: DistinctCells, verdicts: VerdictEvaluator, matcher: RuleMatcher?, outputs: Int) {
        self.cells = cells
        self.verdicts = verdicts
        self.matcher = matcher
        self.outputs = (0..<outputs).map { _ in RenderBuffer() }
    }

    deinit {
        numbers.deallocate()
        worst.deallocate()
    }

    func clear() {
        cells.removeAll()
        for output in outputs + [rejected] { output.withBuffer { $0.removeAll() } }
    }

    /// Numbers the distinct cells of all observable columns.
    func number(_ view: RecordBatchView, _ columns: [PlannedColumn]) {
        reserve(records: view.count, columns: columns.count)
        guard let numbers = numbers.baseAddress else { return }
        for (index, column) in columns.enumerated() {
            let position = column.position
            if let kinds = column.kinds {
                cells.number(count: view.count, into: numbers + index * view.count) { record in
                    let reader = kinds.reader(for: view.value(record: record, column: kinds.position))
                    return reader.map { (view.value(record: record, column: position), $0) }
                }
                continue
            }
            cells.number(count: view.count, reader: column.reader, into: numbers + index * view.count) { record in
                view.value(record: record, column: position)
            }
        }
    }

    /// Lends the batch and its answers to `body`.
    func withAnswers<Result>(
        _ chunk: Chunk,
        _ columns: [PlannedColumn],
        _ engine: AnswerEngine,
        _ rowColumns: [String: Int],
        _ body: (BatchAnswers, UnsafeMutableBufferPointer<UInt8>) -> Result
    ) -> Result {
        let hits = collectHits(engine)
        return cells.answers.withUnsafeBufferPointer { answers in
            let batch = BatchAnswers(
                chunk: chunk,
                view: chunk.batch.view,
                columns: columns.map(\.position),
                numbers: UnsafeBufferPointer(numbers),
                answers: answers,
                worstColumns: UnsafeBufferPointer(worst),
                nothing: engine.nothing,
                hits: hits,
                rowVerdicts: verdicts.usesRow ? RowVerdicts(evaluator: verdicts, columns: rowColumns) : nil
            )
            return body(batch, worst)
        }
    }

    /// The matches of the write-back rules; empty without any.
    func ruleMatches(in batch: BatchAnswers, _ engine: AnswerEngine) -> RuleMatches {
        guard let matcher else { return [:] }
        guard matcher.seesAbsent else { return matcher.matches(in: batch, candidates: batch.hits.details) }
        let all = engine.answered(in: cells, cells: Array(0..<cells.count))
        let candidates = all.enumerated().filter { !$0.element.isEmpty }.map { (Int32($0.offset), $0.element) }
        return matcher.matches(in: batch, candidates: Dictionary(uniqueKeysWithValues: candidates))
    }

    private func collectHits(_ engine: AnswerEngine) -> BatchHits {
        let named = cells.named()
        guard !named.isEmpty else { return BatchHits() }
        var hits = BatchHits(isEmpty: false, ofLists: engine.hitsOfLists(in: cells, cells: named))
        guard verdicts.usesRow || matcher != nil else { return hits }
        for (number, answered) in zip(named, engine.answered(in: cells, cells: named)) {
            let hit = answered.filter(\.cell.severity.isHit)
            if !hit.isEmpty { hits.details[Int32(number)] = hit }
        }
        return hits
    }

    private func reserve(records: Int, columns: Int) {
        let cellCount = max(records * columns, 1)
        if numbers.count < cellCount {
            numbers.deallocate()
            numbers = .allocate(capacity: cellCount)
        }
        if worst.count < max(records, 1) {
            worst.deallocate()
            worst = .allocate(capacity: max(records, 1))
        }
    }
}
