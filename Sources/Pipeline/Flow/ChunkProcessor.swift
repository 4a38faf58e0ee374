import Observables
import Synchronization
import Tabular

/// The child's share of the work: parses a chunk, then resolves its cells and renders its output. Called concurrently.
final class ChunkProcessor: Sendable {
    private let parser: ChunkParser
    private let engine: AnswerEngine
    private let columns: [PlannedColumn]
    private let rowColumns: [String: Int]
    private let renderers: [any ChunkRenderer]
    private let rejectedRenderer: RejectedRenderer
    private let unusable: UnusableRecords?
    private let makeVerdicts: @Sendable () throws -> VerdictEvaluator
    private let makeMatcher: @Sendable () throws -> RuleMatcher?
    private let idle = Mutex<[WorkArea]>([])

    init(
        parser: ChunkParser,
        engine: AnswerEngine,
        plan: ColumnPlan,
        renderers: [any ChunkRenderer],
        rejectedRenderer: RejectedRenderer,
        unusable: UnusableRecords?,
        makeVerdicts: @escaping @Sendable () throws -> VerdictEvaluator,
        makeMatcher: @escaping @Sendable () throws -> RuleMatcher?
    ) {
        self.parser = parser
        self.engine = engine
        columns = plan.columns
        rowColumns = plan.rowColumns
        self.renderers = renderers
        self.rejectedRenderer = rejectedRenderer
        self.unusable = unusable
        self.makeVerdicts = makeVerdicts
        self.makeMatcher = makeMatcher
    }

    /// Fills the chunk's batch. Returns whether the chunk ended between two records, as the reader assumed.
    func parse(_ chunk: Chunk) -> Bool { parser.parse(chunk) }

    /// Answers and renders a parsed chunk. Suspends while ThreatConnect is asked.
    func finish(_ chunk: Chunk) async throws -> FinishedChunk {
        let area = try takeArea()
        let cells = area.cells(chunk.batch.view, columns)
        try await engine.resolve(cells, verdicts: area.verdicts)
        let (tally, matches) = area.withAnswers(chunk, cells, engine, rowColumns) { batch, worst in
            var tally = ChunkTally(batch, worst: worst)
            let matches = area.ruleMatches(in: batch, engine)
            for (renderer, output) in zip(renderers, area.outputs) {
                output.withBuffer { renderer.render(batch, into: &$0) }
            }
            area.rejected.withBuffer { rejected in
                rejectedRenderer.render(chunk, into: &rejected)
                tally.records.unusable = unusable?.render(batch, rejectedRenderer, into: &rejected) ?? 0
            }
            return (tally, matches)
        }
        return FinishedChunk(chunk: chunk, area: area, tally: tally, matches: matches)
    }

    /// Takes back a work area whose output has been written.
    func recycle(_ area: WorkArea) { idle.withLock { $0.append(area) } }

    private func takeArea() throws -> WorkArea {
        if let area = idle.withLock({ $0.popLast() }) {
            area.clear()
            return area
        }
        return WorkArea(
            verdicts: try makeVerdicts(),
            matcher: try makeMatcher(),
            outputs: renderers.count
        )
    }
}

/// A chunk whose output only has to be written.
struct FinishedChunk: Sendable {
    let chunk: Chunk
    let area: WorkArea
    let tally: ChunkTally
    /// Where the rules of write-back hold.
    let matches: RuleMatches
}
