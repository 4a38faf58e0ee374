import Observables

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
    private let book: SharedState<AnswerBook>

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
    }

    /// Fills `work.answers`. Suspends while ThreatConnect is asked.
    ///
    /// - Throws: When the run cannot continue, or on cancellation.
    func resolve(_ work: DistinctCells, verdicts: VerdictEvaluator) async throws {
        work.prepareAnswers()
        let gaps = work.withStorage { work in book.read { $0.fill(work) } }
        var open = gaps.open
        if !gaps.unknown.isEmpty {
            enter(gaps.unknown, of: work)
            open = refill((open + gaps.unknown).sorted(), of: work)
        }
        while !open.isEmpty {
            try await settle(open, of: work, verdicts: verdicts)
            open = refill(open, of: work)
        }
    }

    /// The answered observables of the given cells, one per candidate; for outputs that want more than the worst one.
    func answered(in work: DistinctCells, cells: [Int]) -> [[AnsweredObservable]] {
        book.read { book in cells.map { book.answered(of: work.entries[$0]) } }
    }

    /// The hits of those of the given cells that hold several candidates, by cell.
    func hitsOfLists(in work: DistinctCells, cells: [Int]) -> [Int32: [CellAnswer]] {
        let lists = cells.compactMap { cell in work.entries[cell].list.map { (Int32(cell), $0) } }
        guard !lists.isEmpty else { return [:] }
        return book.read { book in
            Dictionary(uniqueKeysWithValues: lists.map { ($0.0, book.hits(ofList: $0.1)) })
        }
    }

    /// The given observables that were answered.
    func answered(_ ids: Set<ObservableID>) -> [ObservableID: AnsweredObservable] {
        book.read { book in
            ids.reduce(into: [:]) { found, id in found[id] = book.answered(id) }
        }
    }

    /// What the run's answers come to.
    func runAnswers() -> RunAnswers { book.read { $0.runAnswers() } }

    private func refill(_ open: [Int], of work: DistinctCells) -> [Int] {
        work.withStorage { work in book.read { $0.refill(open, work) } }
    }

    /// Reading cells is the expensive part, so it happens outside the lock.
    private func enter(_ unknown: [Int], of work: DistinctCells) {
        var found = FoundObservables(hasher: hasher)
        for cell in unknown {
            let (bytes, tag) = work.key(cell)
            readers[Int(tag)].read(bytes, into: &found)
        }
        work.withStorage { work in book.write { $0.enter(unknown, work, read: found) } }
    }

    /// Gets one answer for every candidate of the open cells that lacks one: asks what nobody asked yet, then waits for the rest.
    /// In this order no two batches can wait for each other.
    private func settle(_ open: [Int], of work: DistinctCells, verdicts: VerdictEvaluator) async throws {
        let ticket = AskTicket()
        let claim = work.withStorage { work in
            book.write { $0.claim(for: open, work, ticket: ticket) }
        }
        do {
            try await ask(claim, verdicts: verdicts)
            ticket.complete(.success(()))
        } catch {
            ticket.complete(.failure(error))
            throw error
        }
        for other in claim.others.values { try await other.wait() }
    }

    private func ask(_ claim: AnswerBook.Claim, verdicts: VerdictEvaluator) async throws {
        let ids = claim.mine
        guard !ids.isEmpty else { return }
        let observables = book.read { book in ids.map { book.observable($0) } }
        var answers: [SourcedAnswer?] = observables.map { skip.answer(for: $0, asOf: now()) }
        let asked = answers.indices.filter { answers[$0] == nil }
        if !asked.isEmpty {
            let replies = try await source.answers(for: asked.map { observables[$0] })
            for (index, reply) in zip(asked, replies) { answers[index] = reply }
        }
        let entries = zip(ids, zip(observables, answers.compactMap { $0 })).map { id, pair in
            stored(id, pair.0, pair.1, verdicts)
        }
        book.write { $0.store(entries, claim: claim.number) }
    }

    private func stored(
        _ id: ObservableID,
        _ observable: Observable,
        _ sourced: SourcedAnswer,
        _ verdicts: VerdictEvaluator
    ) -> (id: ObservableID, cell: CellAnswer, kept: AnswerMemory.Kept) {
        let verdict = verdicts.verdict(of: observable, sourced.answer)
        let cell = CellAnswer(
            observable: id,
            severity: Severity(of: sourced.answer, verdict: verdict),
            tails: tails.tails(for: observable, sourced)
        )
        return (id, cell, AnswerMemory.Kept(sourced: sourced, verdict: verdict))
    }
}
