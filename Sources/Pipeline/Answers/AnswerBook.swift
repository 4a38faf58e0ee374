import Observables

/// Everything the run knows about cells and observables. Looked at by many batches side by side, changed by one at a time, a few times
/// per batch and never per cell.
///
/// Cell text (with the column's way of reading it) leads to an entry: to the one observable of the cell, to nothing, or to a list of
/// candidates, each an observable and the one to try when that gives no hit. An observable is claimed by the first batch that needs it; the
/// claim's ticket tells the others when its answer is stored.
///
/// Plain numbers in arrays: a distinct value costs about a hundred bytes beside its text.
struct AnswerBook: ~Copyable {
    private struct Candidate {
        let first: ObservableID
        /// `noObservable` where there is none.
        let next: ObservableID
    }

    private let hasher: ByteHash
    private let nothing: CellAnswer
    /// The number of a cell is the code of its entry.
    private var cells = ByteTable()
    private var lists: [Range<Int32>] = []
    private var candidates: [Candidate] = []
    /// The observables: canonical forms, tagged with their kind.
    private var ids = ByteTable()
    /// Where they are among `ids`, by number.
    private var idPlaces: [UInt32] = []
    /// By observable; `unanswered` until its answer is stored.
    private var answers: [CellAnswer] = []
    private var memory = AnswerMemory()
    /// By observable: the number of the ticket under which it is or was asked; −1 for none.
    private var askedBy: [Int32] = []
    /// Those under way.
    private var tickets: [Int32: AskTicket] = [:]
    private var nextTicket: Int32 = 0
    /// Bytes looked at ahead of their use end here, because the compiler leaves out what nobody needs.
    private var lookedAhead: UInt64 = 0

    init(hasher: ByteHash, nothing: CellAnswer) {
        self.hasher = hasher
        self.nothing = nothing
    }
}

// MARK: Looking

extension AnswerBook {
    /// Cells of a batch that need something before they have an answer.
    struct Gaps {
        /// Nobody has read them.
        var unknown: [Int] = []
        /// Some observable of theirs is not answered.
        var open: [Int] = []
    }

    /// Finds the entries of all cells and copies the answers that are there: nothing but plain memory.
    borrowing func fill(_ work: CellStorage) -> Gaps {
        var unknown: [Int] = []
        cells.findAll(0..<work.hashes.count) { cell in
            let (bytes, tag) = work.key(cell)
            return (bytes, tag, work.hashes[cell])
        } found: { cell, code in
            if let code { work.entries[cell] = CellEntry(code: code) } else { unknown.append(cell) }
        }
        let open = answers.withUnsafeBufferPointer { answers in
            // The answers of unknown cells are those of nothing until they are read.
            work.entries.indices.filter { cell in copyAnswer(cell, work, answers) == .unanswered }
        }
        return Gaps(unknown: unknown, open: open)
    }

    /// Copies the answers of cells that had none before. Returns those that still have none.
    borrowing func refill(_ open: [Int], _ work: CellStorage) -> [Int] {
        answers.withUnsafeBufferPointer { answers in
            open.filter { cell in copyAnswer(cell, work, answers) == .unanswered }
        }
    }

    @inline(__always)
    private func copyAnswer(_ cell: Int, _ work: CellStorage, _ answers: UnsafeBufferPointer<CellAnswer>) -> Severity {
        let answer = answer(of: work.entries[cell], answers)
        work.answers[cell] = answer
        return answer.severity
    }

    /// The hits among a list of candidates, in order of appearance.
    borrowing func hits(ofList list: Int) -> [CellAnswer] {
        answers.withUnsafeBufferPointer { answers in
            candidates(list).compactMap { outcome(of: $0, answers) }.map { answers[Int($0)] }
                .filter(\.severity.isHit)
        }
    }

    /// The answered observables that speak for a cell, one per candidate, in order of appearance.
    borrowing func answered(of entry: CellEntry) -> [AnsweredObservable] {
        if entry.code >= 0 { return [answered(entry.code)].compactMap { $0 } }
        guard let list = entry.list else { return [] }
        return candidates(list).compactMap { candidate in
            answers.withUnsafeBufferPointer { outcome(of: candidate, $0) }.flatMap { answered($0) }
        }
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

    private func candidates(_ list: Int) -> ArraySlice<Candidate> {
        let range = lists[list]
        return candidates[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// The worst of a cell's candidates, the first winning a tie; `unanswered` as long as one of them is.
    @inline(__always)
    private func answer(of entry: CellEntry, _ answers: UnsafeBufferPointer<CellAnswer>) -> CellAnswer {
        if entry.code >= 0 { return answers[Int(entry.code)] }
        guard let list = entry.list else { return nothing }
        return worst(of: list, answers)
    }

    private func worst(of list: Int, _ answers: UnsafeBufferPointer<CellAnswer>) -> CellAnswer {
        var worst: CellAnswer?
        for candidate in candidates(list) {
            guard let id = outcome(of: candidate, answers) else { return .unanswered(nothing) }
            let answer = answers[Int(id)]
            if let best = worst, answer.severity <= best.severity { continue }
            worst = answer
        }
        return worst ?? nothing
    }

    /// A hit on the first choice; otherwise the worse of the two answers, the first choice winning a tie.
    private func outcome(of candidate: Candidate, _ answers: UnsafeBufferPointer<CellAnswer>) -> ObservableID? {
        let first = answers[Int(candidate.first)].severity
        guard first != .unanswered else { return nil }
        guard !first.isHit, candidate.next != noObservable else { return candidate.first }
        let second = answers[Int(candidate.next)].severity
        guard second != .unanswered else { return nil }
        return second > first ? candidate.next : candidate.first
    }
}

// MARK: Changing

extension AnswerBook {
    /// Records what was read from cells that had no entry. Where another batch was quicker, its entry stands.
    mutating func enter(_ unknown: [Int], _ work: CellStorage, read: FoundObservables) {
        lookAhead(unknown, work, read)
        for (index, cell) in unknown.enumerated() {
            let (bytes, tag) = work.key(cell)
            let hash = work.hashes[cell]
            if let code = cells.find(bytes, tag: tag, hash: hash) {
                work.entries[cell] = CellEntry(code: code)
                continue
            }
            let entry = entry(of: read.cell(index))
            work.entries[cell] = entry
            cells.insert(bytes, tag: tag, hash: hash, number: entry.code, hasher: hasher)
        }
    }

    /// The observables that `open` cells wait for now: first choices, and the next ones where the first gave no hit.
    /// Unasked ones become this caller's to ask under `ticket`; for the rest the tickets of the batches that ask are returned.
    mutating func claim(for open: [Int], _ work: CellStorage, ticket: AskTicket) -> Claim {
        var claim = Claim(number: nextTicket)
        nextTicket += 1
        for cell in open {
            let entry = work.entries[cell]
            if entry.code >= 0 {
                if answers[Int(entry.code)].severity == .unanswered { add(entry.code, to: &claim) }
            } else {
                for id in pending(entry) { add(id, to: &claim) }
            }
        }
        if !claim.mine.isEmpty { tickets[claim.number] = ticket }
        return claim
    }

    struct Claim {
        /// Of the ticket.
        let number: Int32
        var mine: [ObservableID] = []
        var others: [Int32: AskTicket] = [:]
    }

    private mutating func add(_ id: ObservableID, to claim: inout Claim) {
        let asking = askedBy[Int(id)]
        if asking < 0 {
            askedBy[Int(id)] = claim.number
            claim.mine.append(id)
        } else if asking != claim.number {
            claim.others[asking] = tickets[asking]
        }
    }

    /// Ends the claim of that number.
    mutating func store(
        _ stored: [(id: ObservableID, cell: CellAnswer, kept: AnswerMemory.Kept)],
        claim number: Int32
    ) {
        for (id, cell, kept) in stored {
            answers[Int(id)] = cell
            memory.keep(kept, of: id)
        }
        tickets[number] = nil
    }

    /// The observables of an entry whose answers decide next and are missing.
    private func pending(_ entry: CellEntry) -> [ObservableID] {
        if entry.code >= 0 { return answers[Int(entry.code)].severity == .unanswered ? [entry.code] : [] }
        guard let list = entry.list else { return [] }
        return candidates(list).compactMap { candidate in
            let first = answers[Int(candidate.first)].severity
            if first == .unanswered { return candidate.first }
            guard !first.isHit, candidate.next != noObservable else { return nil }
            return answers[Int(candidate.next)].severity == .unanswered ? candidate.next : nil
        }
    }

    /// Looks at the places in the tables that ``enter(_:_:read:)`` is about to need, so that the waits for memory overlap.
    private mutating func lookAhead(_ unknown: [Int], _ work: CellStorage, _ read: FoundObservables) {
        var seen: UInt64 = 0
        for cell in unknown { seen ^= cells.slot(of: work.hashes[cell]) }
        for found in read.all { seen ^= ids.slot(of: found.first.hash) }
        lookedAhead = seen
    }

    private mutating func entry(of found: ArraySlice<FoundObservables.Found>) -> CellEntry {
        guard let only = found.first else { return .nothing }
        if found.count == 1, only.next == nil { return .observable(id(of: only.first)) }
        let start = Int32(candidates.count)
        for found in found {
            let first = id(of: found.first)
            candidates.append(Candidate(first: first, next: found.next.map { id(of: $0) } ?? noObservable))
        }
        lists.append(start..<Int32(candidates.count))
        return .list(lists.count - 1)
    }

    private mutating func id(of found: FoundObservables.Hashed) -> ObservableID {
        var canonical = found.observable.canonical
        let tag = found.observable.kind.rawValue
        return canonical.withUTF8 { key in
            if let known = ids.find(key, tag: tag, hash: found.hash) { return known }
            let id = ObservableID(idPlaces.count)
            answers.append(.unanswered(nothing))
            memory.append()
            askedBy.append(-1)
            idPlaces.append(ids.insert(key, tag: tag, hash: found.hash, number: id, hasher: hasher))
            return id
        }
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
