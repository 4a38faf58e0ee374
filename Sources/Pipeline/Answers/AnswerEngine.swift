import Observables
import Synchronization

/// Turns the distinct cells of a batch into answers. Each distinct observable of the run is asked about once, however many
/// cells, columns and batches hold it, also when two batches need it at the same moment.
final class AnswerEngine: Sendable {
    let hasher: ByteHash
    /// The answer of a cell without observables.
    let nothing: CellAnswer
    private let readers: [CellReader]
    private let source: any AnswerSource
    private let skip: SkipRules
    private let now: @Sendable () -> Int
    private let tails: TailStore
    private let book: Mutex<AnswerBook>

    /// - Parameters:
    ///   - readers: Indexed by the cells' tag; two columns read in the same way may share one.
    ///   - now: Seconds since 1970, for answers that need no asking.
    ///   - seed: Of the table's hash; random per run, because the keys come from logs.
    init(
        readers: [CellReader],
        source: any AnswerSource,
        skip: SkipRules,
        tails: TailStore,
        now: @escaping @Sendable () -> Int,
        seed: UInt64
    ) {
        self.readers = readers
        self.source = source
        self.skip = skip
        self.now = now
        self.tails = tails
        hasher = ByteHash(seed: seed)
        nothing = CellAnswer(observable: nil, severity: .noObservable, tails: tails.withoutObservable)
        book = Mutex(AnswerBook(hasher: hasher, nothing: nothing))
    }

    /// Fills `work.answers`. Suspends while ThreatConnect is asked.
    ///
    /// - Throws: When the run cannot continue, or on cancellation.
    func resolve(_ work: DistinctCells, verdicts: VerdictEvaluator) async throws {
        work.prepareAnswers()
        var (unknown, open) = book.withLock { $0.fill(work) }
        if !unknown.isEmpty {
            enter(unknown, of: work)
            let unsettled = (open + unknown).sorted()
            open = book.withLock { $0.refill(unsettled, of: work) }
        }
        while !open.isEmpty {
            try await settle(open, of: work, verdicts: verdicts)
            let unsettled = open
            open = book.withLock { $0.refill(unsettled, of: work) }
        }
    }

    /// The answered observables of the given cells, one per candidate; for outputs that want more than the worst one.
    func answered(in work: DistinctCells, cells: [Int]) -> [[AnsweredObservable]] {
        book.withLock { book in cells.map { book.answered(ofEntry: Int(work.entries[$0])) } }
    }

    /// Every observable that was answered, in no particular order.
    func allAnswered() -> [AnsweredObservable] {
        book.withLock { book in
            book.standings.compactMap { standing in
                if case .answered(let answered) = standing { answered } else { nil }
            }
        }
    }

    /// Reading cells is the expensive part, so it happens outside the lock.
    private func enter(_ unknown: [Int], of work: DistinctCells) {
        let read = unknown.map { cell in
            let (bytes, tag) = work.key(cell)
            return readers[Int(tag)].observables(in: bytes)
        }
        book.withLock { book in
            for (cell, found) in zip(unknown, read) { book.enter(cell, of: work, read: found) }
        }
    }

    /// Gets one answer for every candidate of the open cells that lacks one: asks what nobody asked yet, then waits for the rest.
    /// In this order no two batches can wait for each other.
    private func settle(_ open: [Int], of work: DistinctCells, verdicts: VerdictEvaluator) async throws {
        let ticket = AskTicket()
        let (mine, others) = book.withLock { $0.claim(for: open, of: work, ticket: ticket) }
        do {
            try await ask(mine, verdicts: verdicts)
            ticket.complete(.success(()))
        } catch {
            ticket.complete(.failure(error))
            throw error
        }
        for other in others { try await other.wait() }
    }

    private func ask(_ ids: [ObservableID], verdicts: VerdictEvaluator) async throws {
        guard !ids.isEmpty else { return }
        let observables = book.withLock { book in ids.map { book.observables[Int($0)] } }
        var answers: [SourcedAnswer?] = observables.map { skip.answer(for: $0, asOf: now()) }
        let asked = answers.indices.filter { answers[$0] == nil }
        if !asked.isEmpty {
            let replies = try await source.answers(for: asked.map { observables[$0] })
            for (index, reply) in zip(asked, replies) { answers[index] = reply }
        }
        let stored = zip(ids, zip(observables, answers.compactMap { $0 })).map { id, pair in
            answered(id, pair.0, pair.1, verdicts)
        }
        book.withLock { $0.store(stored) }
    }

    private func answered(
        _ id: ObservableID,
        _ observable: Observable,
        _ sourced: SourcedAnswer,
        _ verdicts: VerdictEvaluator
    ) -> AnsweredObservable {
        let verdict = verdicts.verdict(of: observable, sourced.answer)
        let cell = CellAnswer(
            observable: id,
            severity: Severity(of: sourced.answer, verdict: verdict),
            tails: tails.tails(for: observable, sourced)
        )
        return AnsweredObservable(id: id, observable: observable, sourced: sourced, verdict: verdict, cell: cell)
    }
}
