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
    /// The number of a cell is its code.
    var cells = ByteTable()
    var lists: [Range<Int32>] = []
    var candidates: [Candidate] = []
    /// By list; `unanswered` until all its candidates are answered.
    var listAnswers = StableAnswers()
    /// The observables: canonical forms, tagged with their kind.
    var ids = ByteTable()
    /// Where they are among `ids`, by number.
    var idPlaces: [UInt32] = []
    /// By observable; `unanswered` until its answer is stored.
    var answers = StableAnswers()
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

// MARK: Looking

extension AnswerBook {
    /// Finds what the cells of one column hold: nothing but plain memory. Returns those that are unknown; their codes are left as they are.
    borrowing func find(_ batch: BatchCells, column index: Int, records: Range<Int>) -> [UnknownCell] {
        var unknown: [UnknownCell] = []
        let first = index * batch.view.count
        let (view, codes) = (batch.view, batch.codes)
        let (hasher, answers) = (hasher, answers.view)
        let (position, reader) = (batch.columns[index].position, batch.columns[index].reader)
        func found(_ record: Int, _ code: Int32?, _ hash: UInt64) {
            if let code {
                codes[first + record] = CellCode(value: code)
                answers.prefetch(code)
            } else {
                unknown.append(UnknownCell(position: first + record, hash: hash))
            }
        }
        guard batch.columns[index].kinds == nil else {
            cells.findAll(records) { record in
                let (bytes, reader) = batch.cell(record: record, column: index)
                return (bytes, reader, hasher(bytes, tag: reader))
            } found: {
                found($0, $1, $2)
            }
            return unknown
        }
        cells.findAll(records) { record in
            let bytes = view.value(record: record, column: position)
            return (bytes, reader, hasher(bytes, tag: reader))
        } found: {
            found($0, $1, $2)
        }
        return unknown
    }

    /// The answers by code; those that are not `unanswered` can be read outside the lock from now on.
    borrowing func cellAnswers() -> CellAnswers {
        CellAnswers(observables: answers.view, lists: listAnswers.view, nothing: nothing)
    }

    /// Those of the positions in a batch whose answers are missing.
    borrowing func unanswered(
        among positions: some Sequence<Int>,
        _ codes: UnsafeMutableBufferPointer<CellCode>
    ) -> [Int] {
        let answers = cellAnswers()
        return positions.filter { answers[codes[$0]].severity == .unanswered }
    }

    /// The hits among a list of candidates, in order of appearance.
    borrowing func hits(ofList list: Int) -> [CellAnswer] {
        candidates(list).compactMap { outcome(of: $0) }.map { answers[$0] }.filter(\.severity.isHit)
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
            cell: answers[id]
        )
    }

    borrowing func runAnswers() -> RunAnswers {
        var result = RunAnswers()
        memory.forEachAnswer { result.add($0, times: $1) }
        for id in 0..<ObservableID(answers.count) where answers[id].severity.isNamed {
            if let answered = answered(id) { result.name(answered) }
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
        let first = answers[candidate.first].severity
        guard first != .unanswered else { return nil }
        guard !first.isHit, candidate.next != noObservable else { return candidate.first }
        let second = answers[candidate.next].severity
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
