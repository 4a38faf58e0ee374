import Observables

/// Everything the run knows about cells and observables. Looked at by many batches side by side, changed by one at a time, a few times
/// per batch and never per cell.
///
/// Cell text (with the column's way of reading it) leads to a code: to the one observable of the cell, to nothing, or to a list of
/// candidates, each an observable and the one to try when that gives no hit. An observable is claimed by the first batch that needs it; the
/// claim's ticket tells the others when its answer is stored.
///
/// Plain numbers in arrays: a distinct value costs about a hundred bytes beside its text.
struct AnswerBook: ~Copyable {
    struct Candidate {
        let first: ObservableID
        /// `noObservable` where there is none.
        let next: ObservableID
    }

    let hasher: ByteHash
    let nothing: CellAnswer
    /// The number of a cell is its code. Kept with it is its answer, so that a look-up touches memory at no third place.
    var cells = ByteTable(extraBytes: MemoryLayout<CellAnswer>.size)
    var lists: [Range<Int32>] = []
    var candidates: [Candidate] = []
    /// By list; `unanswered` until all its candidates are answered.
    var listAnswers: [CellAnswer] = []
    /// The observables: canonical forms, tagged with their kind.
    var ids = ByteTable()
    /// Where they are among `ids`, by number.
    var idPlaces: [UInt32] = []
    /// By observable; `unanswered` until its answer is stored.
    var answers: [CellAnswer] = []
    var memory = AnswerMemory()
    /// By observable: the number of the ticket under which it is or was asked; −1 for none.
    var askedBy: [Int32] = []
    /// Those under way.
    var tickets: [Int32: AskTicket] = [:]
    var nextTicket: Int32 = 0

    init(hasher: ByteHash, nothing: CellAnswer) {
        self.hasher = hasher
        self.nothing = nothing
    }
}

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

// MARK: Looking

extension AnswerBook {
    /// Finds what the cells of one column hold and copies the answers that are there: nothing but plain memory.
    borrowing func find(_ batch: BatchCells, column: Int, records: Range<Int>, gaps: inout Gaps) {
        let (view, hasher) = (batch.view, hasher)
        let (position, reader) = (batch.columns[column].position, batch.columns[column].reader)
        let first = column * view.count
        guard batch.columns[column].kinds == nil else {
            cells.findAll(records) { record in
                let (bytes, reader) = batch.cell(record: record, column: column)
                return (bytes, reader, hasher(bytes, tag: reader))
            } found: {
                take($1, first + $0, hash: $2, batch, &gaps)
            }
            return
        }
        cells.findAll(records) { record in
            let bytes = view.value(record: record, column: position)
            return (bytes, reader, hasher(bytes, tag: reader))
        } found: {
            take($1, first + $0, hash: $2, batch, &gaps)
        }
    }

    @inline(__always)
    private borrowing func take(
        _ place: UInt32?,
        _ position: Int,
        hash: UInt64,
        _ batch: BatchCells,
        _ gaps: inout Gaps
    ) {
        guard let place else {
            gaps.unknown.append(UnknownCell(position: position, hash: hash))
            return
        }
        let answer = cells.extra(at: place).loadUnaligned(as: CellAnswer.self)
        batch.codes[position] = CellCode(value: cells.number(at: place))
        batch.answers[position] = answer
        if answer.severity == .unanswered { gaps.open.append(position) }
    }

    /// The answer of a cell with that code.
    borrowing func answer(of code: CellCode) -> CellAnswer {
        if let id = code.observable { return answers[Int(id)] }
        guard let list = code.list else { return nothing }
        return listAnswers[list]
    }

    /// The hits among a list of candidates, in order of appearance.
    borrowing func hits(ofList list: Int) -> [CellAnswer] {
        candidates(list).compactMap { outcome(of: $0) }.map { answers[Int($0)] }.filter(\.severity.isHit)
    }

    /// The answered observables that speak for a cell, one per candidate, in order of appearance.
    borrowing func answered(of code: CellCode) -> [AnsweredObservable] {
        if let id = code.observable { return [answered(id)].compactMap { $0 } }
        guard let list = code.list else { return [] }
        return candidates(list).compactMap { candidate in outcome(of: candidate).flatMap { answered($0) } }
    }

    /// nil for one without an answer.
    borrowing func answered(_ id: ObservableID) -> AnsweredObservable? {
        guard let kept = memory[id] else { return nil }
        return AnsweredObservable(
            id: id,
            observable: observable(id),
            sourced: kept.sourced,
            verdict: kept.verdict,
            cell: answers[Int(id)]
        )
    }

    borrowing func runAnswers() -> RunAnswers {
        var result = RunAnswers()
        memory.forEachAnswer { result.add($0, times: $1) }
        for id in answers.indices where answers[id].severity.isNamed {
            if let answered = answered(ObservableID(id)) { result.name(answered) }
        }
        return result
    }

    borrowing func observable(_ id: ObservableID) -> Observable {
        let (canonical, tag) = ids.key(at: idPlaces[Int(id)])
        // Tags are those of kinds: there is no other.
        return Observable(
            kind: ObservableKind(rawValue: tag) ?? .host,
            canonical: String(decoding: canonical, as: UTF8.self)
        )
    }

    func candidates(_ list: Int) -> ArraySlice<Candidate> {
        let range = lists[list]
        return candidates[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// A hit on the first choice; otherwise the worse of the two answers, the first choice winning a tie.
    func outcome(of candidate: Candidate) -> ObservableID? {
        let first = answers[Int(candidate.first)].severity
        guard first != .unanswered else { return nil }
        guard !first.isHit, candidate.next != noObservable else { return candidate.first }
        let second = answers[Int(candidate.next)].severity
        guard second != .unanswered else { return nil }
        return second > first ? candidate.next : candidate.first
    }
}

/// One observable with its answer, as the outputs need it.
struct AnsweredObservable: Sendable {
    let id: ObservableID
    let observable: Observable
    let sourced: SourcedAnswer
    /// Derived from the answer alone; `none` unless it is a hit.
    let verdict: Verdict
    let cell: CellAnswer
}
