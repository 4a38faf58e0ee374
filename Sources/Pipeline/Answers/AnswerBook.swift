import Observables

/// Everything the run knows about cells and observables. Belongs to one batch at a time, a few times per batch and never per cell; the
/// cells alone are also looked at beside that, see ``CellFinder``.
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
    var cells = ByteTable(extraBytes: CellAnswer.storedBytes, isShared: true)
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

// MARK: Looking

extension AnswerBook {
    /// Looks among the cells without a lock.
    var finder: CellFinder { CellFinder(cells: cells.reader, hasher: hasher, nothing: nothing) }

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
        let named = answers.indices.filter { answers[$0].severity.isNamed }
        result.named.reserveCapacity(named.count)
        for id in named {
            if let answered = answered(ObservableID(id)) { result.named.append(answered) }
        }
        return result
    }

    borrowing func observable(_ id: ObservableID) -> Observable {
        let key = ids[idPlaces[Int(id)]]
        // Tags are those of kinds: there is no other.
        return Observable(
            kind: ObservableKind(rawValue: key.tag) ?? .host,
            canonical: String(decoding: key.bytes, as: UTF8.self)
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
