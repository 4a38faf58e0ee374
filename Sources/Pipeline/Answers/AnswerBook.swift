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

    /// An observable from 0 on, nothing, or below that a place in ``lists``.
    private struct Entry {
        let code: Int32

        static let nothing = Entry(code: -1)
        static func observable(_ id: ObservableID) -> Entry { Entry(code: id) }
        static func list(_ place: Int) -> Entry { Entry(code: -2 - Int32(place)) }

        var list: Int? { code <= -2 ? Int(-2 - code) : nil }
    }

    private let hasher: ByteHash
    private let nothing: CellAnswer
    private var cells = ByteTable()
    /// By number of the cell.
    private var entries: [Entry] = []
    private var lists: [Range<Int32>] = []
    private var candidates: [Candidate] = []
    /// Canonical forms, tagged with their kind; their numbers are the observables'.
    private var ids = ByteTable()
    private(set) var observables: [Observable] = []
    /// By observable; `unanswered` until its answer is stored.
    private var answers: [CellAnswer] = []
    private var memory = AnswerMemory()
    private var asking: [ObservableID: AskTicket] = [:]

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
        var gaps = Gaps()
        entries.withUnsafeBufferPointer { entries in
            answers.withUnsafeBufferPointer { answers in
                for cell in 0..<work.hashes.count {
                    let (bytes, tag) = work.keys.key(cell)
                    guard let number = cells.find(bytes, tag: tag, hash: work.hashes[cell]) else {
                        gaps.unknown.append(cell)
                        continue
                    }
                    work.entries[cell] = Int32(truncatingIfNeeded: number)
                    let answer = answer(of: entries[number], answers)
                    work.answers[cell] = answer
                    if answer.severity == .unanswered { gaps.open.append(cell) }
                }
            }
        }
        return gaps
    }

    /// Copies the answers of cells that had none before. Returns those that still have none.
    borrowing func refill(_ open: [Int], _ work: CellStorage) -> [Int] {
        var rest: [Int] = []
        answers.withUnsafeBufferPointer { answers in
            for cell in open {
                let answer = answer(of: entries[Int(work.entries[cell])], answers)
                work.answers[cell] = answer
                if answer.severity == .unanswered { rest.append(cell) }
            }
        }
        return rest
    }

    /// The answered observables that speak for a cell, one per candidate, in order of appearance.
    borrowing func answered(ofEntry number: Int32) -> [AnsweredObservable] {
        let entry = entries[Int(number)]
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
            observable: observables[Int(id)],
            sourced: kept.sourced,
            verdict: kept.verdict,
            cell: answers[Int(id)]
        )
    }

    private func candidates(_ list: Int) -> ArraySlice<Candidate> {
        let range = lists[list]
        return candidates[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    /// The worst of a cell's candidates, the first winning a tie; `unanswered` as long as one of them is.
    @inline(__always)
    private func answer(of entry: Entry, _ answers: UnsafeBufferPointer<CellAnswer>) -> CellAnswer {
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
        for (index, cell) in unknown.enumerated() {
            let (bytes, tag) = work.keys.key(cell)
            let hash = work.hashes[cell]
            if let number = cells.find(bytes, tag: tag, hash: hash) {
                work.entries[cell] = Int32(truncatingIfNeeded: number)
                continue
            }
            entries.append(entry(of: read.cell(index)))
            work.entries[cell] = Int32(truncatingIfNeeded: cells.insert(bytes, tag: tag, hash: hash, hasher: hasher))
        }
    }

    /// The observables that `open` cells wait for now: first choices, and the next ones where the first gave no hit.
    /// Unasked ones become this caller's to ask under `ticket`; for the rest the tickets of the batches that ask are returned.
    mutating func claim(
        for open: [Int],
        _ work: CellStorage,
        ticket: AskTicket
    ) -> (mine: [ObservableID], others: [AskTicket]) {
        var mine: [ObservableID] = []
        var others: [ObjectIdentifier: AskTicket] = [:]
        for cell in open {
            for id in pending(entries[Int(work.entries[cell])]) {
                if let other = asking[id] {
                    if other !== ticket { others[ObjectIdentifier(other)] = other }
                } else {
                    asking[id] = ticket
                    mine.append(id)
                }
            }
        }
        return (mine, Array(others.values))
    }

    mutating func store(_ stored: [(id: ObservableID, cell: CellAnswer, kept: AnswerMemory.Kept)]) {
        for (id, cell, kept) in stored {
            answers[Int(id)] = cell
            memory.keep(kept, of: id)
            asking[id] = nil
        }
    }

    /// The observables of an entry whose answers decide next and are missing.
    private func pending(_ entry: Entry) -> [ObservableID] {
        if entry.code >= 0 { return answers[Int(entry.code)].severity == .unanswered ? [entry.code] : [] }
        guard let list = entry.list else { return [] }
        return candidates(list).compactMap { candidate in
            let first = answers[Int(candidate.first)].severity
            if first == .unanswered { return candidate.first }
            guard !first.isHit, candidate.next != noObservable else { return nil }
            return answers[Int(candidate.next)].severity == .unanswered ? candidate.next : nil
        }
    }

    private mutating func entry(of found: ArraySlice<FoundObservables.Found>) -> Entry {
        guard let only = found.first else { return .nothing }
        if found.count == 1, only.next == nil { return .observable(id(of: only.observable)) }
        let start = Int32(candidates.count)
        for found in found {
            let first = id(of: found.observable)
            candidates.append(Candidate(first: first, next: found.next.map { id(of: $0) } ?? noObservable))
        }
        lists.append(start..<Int32(candidates.count))
        return .list(lists.count - 1)
    }

    private mutating func id(of observable: Observable) -> ObservableID {
        var canonical = observable.canonical
        let tag = observable.kind.rawValue
        return canonical.withUTF8 { key in
            let hash = hasher(key, tag: tag)
            if let known = ids.find(key, tag: tag, hash: hash) { return ObservableID(known) }
            observables.append(observable)
            answers.append(.unanswered(nothing))
            memory.append()
            return ObservableID(ids.insert(key, tag: tag, hash: hash, hasher: hasher))
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
