import Observables

/// Turns the cells of a batch into answers. Each distinct observable of the run is asked about once, however many
/// cells, columns and batches hold it, also when two batches need it at the same moment.
final class AnswerEngine: Sendable {
    private let hasher: ByteHash
    /// The answer of a cell without observables.
    let nothing: CellAnswer
    private let readers: [CellReader]
    private let source: any AnswerSource
    private let skip: SkipRules
    private let now: @Sendable () -> Int
    private let tails: TailStore
    private let book: SharedState<AnswerBook>
    private let finder: CellFinder

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
        nothing = CellAnswer(observable: noObservable, severity: .noObservable, tails: tails.withoutObservable)
        book = SharedState(AnswerBook(hasher: hasher, nothing: nothing))
        finder = book.withLock { $0.finder }
    }

    /// Finds out what every cell holds and gets all answers. Suspends while ThreatConnect is asked.
    ///
    /// - Throws: When the run cannot continue, or on cancellation.
    func resolve(_ batch: BatchCells, verdicts: VerdictEvaluator) async throws {
        let gaps = finder.find(batch)
        guard !gaps.unknown.isEmpty || !gaps.open.isEmpty else { return }
        var (open, entered, fresh) = enter(gaps, of: batch)
        while !open.isEmpty {
            try await settle(open, of: batch, fresh, verdicts)
            open = book.withLock { $0.close(open, of: batch, entered: entered) }
        }
    }

    /// The answered observables of cells, one per candidate; for outputs that want more than the worst one.
    func answered(_ codes: Set<CellCode>) -> [CellCode: [AnsweredObservable]] {
        book.withLock { book in
            codes.reduce(into: [:]) { found, code in found[code] = book.answered(of: code) }
        }
    }

    /// The hits of cells that hold several candidates.
    func hitsOfLists(_ codes: Set<CellCode>) -> [CellCode: [CellAnswer]] {
        book.withLock { book in
            codes.reduce(into: [:]) { found, code in found[code] = code.list.map { book.hits(ofList: $0) } }
        }
    }

    /// The given observables that were answered.
    func answered(_ ids: Set<ObservableID>) -> [ObservableID: AnsweredObservable] {
        book.withLock { book in
            ids.reduce(into: [:]) { found, id in found[id] = book.answered(id) }
        }
    }

    /// What the run's answers come to.
    func runAnswers() -> RunAnswers { book.withLock { $0.runAnswers() } }

    /// Reading cells is the expensive part, so it happens outside the lock, and once for those that are equal.
    private func enter(
        _ gaps: Gaps,
        of batch: BatchCells
    ) -> (open: [Int], entered: [AnswerBook.Entered], fresh: FreshObservables) {
        let (distinct, copies) = batch.distinct(gaps.unknown)
        var found = FoundObservables(hasher: hasher, cells: distinct.count)
        for cell in distinct {
            let (bytes, reader) = batch.cell(cell.position)
            readers[Int(reader)].read(bytes, into: &found)
        }
        let open = gaps.open + gaps.unknown.map(\.position)
        return book.withLock { book in
            let (entered, fresh) = book.enter(distinct, of: batch, read: found)
            for copy in copies { batch.codes[copy.position] = batch.codes[copy.original] }
            return (book.close(open, of: batch, entered: entered), entered, fresh)
        }
    }

    /// Gets one answer for every candidate of the open cells that lacks one: asks what nobody asked yet, then waits for the rest.
    /// In this order no two batches can wait for each other.
    private func settle(
        _ open: [Int],
        of batch: BatchCells,
        _ fresh: FreshObservables,
        _ verdicts: VerdictEvaluator
    ) async throws {
        let ticket = AskTicket()
        let claim = book.withLock { $0.claim(for: open, of: batch, ticket: ticket) }
        do {
            try await ask(claim, fresh, verdicts)
            ticket.complete(.success(()))
        } catch {
            ticket.complete(.failure(error))
            throw error
        }
        for other in claim.others.values { try await other.wait() }
    }

    private func ask(
        _ claim: AnswerBook.Claim,
        _ fresh: FreshObservables,
        _ verdicts: VerdictEvaluator
    ) async throws {
        guard !claim.mine.isEmpty else { return }
        var answers = AnswersToStore(tails: tails, verdicts: verdicts, count: claim.mine.count)
        var ids = claim.mine
        var asked = book.withLock { book in ids.map { fresh[$0] ?? book.observable($0) } }
        if !skip.isEmpty { answerSkipped(&ids, &asked, &answers) }
        if !asked.isEmpty {
            answers.add(try await source.answers(for: asked), of: ids, asked)
        }
        book.withLock { $0.store(answers, claim: claim.number) }
    }

    /// Leaves those that have to be asked about.
    private func answerSkipped(
        _ ids: inout [ObservableID],
        _ asked: inout [Observable],
        _ answers: inout AnswersToStore
    ) {
        var left = 0
        for index in asked.indices {
            if let answer = skip.answer(for: asked[index], asOf: now()) {
                answers.add(answer, of: ids[index], asked[index])
            } else {
                (ids[left], asked[left]) = (ids[index], asked[index])
                left += 1
            }
        }
        ids.removeSubrange(left...)
        asked.removeSubrange(left...)
    }
}
