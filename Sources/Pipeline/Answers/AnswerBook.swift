import Observables

/// Everything the run knows about cells and observables. One lock guards it, taken a few times per batch and never per cell.
///
/// Cell text (with the column's way of reading it) leads to an entry, an entry to its candidates, a candidate to one observable and
/// the one to try when that gives no hit. An observable is claimed by the first batch that needs it; the claim's ticket tells the others
/// when its answer is stored.
struct AnswerBook: ~Copyable {
    struct Candidate {
        var first: ObservableID
        var next: ObservableID?
    }

    enum Standing {
        case unasked
        case asked(AskTicket)
        case answered(AnsweredObservable)
    }

    private struct Entry {
        var candidates: Range<Int32>
        var answer: CellAnswer?
    }

    private let hasher: ByteHash
    private let nothing: CellAnswer
    private var cells = ByteTable()
    private var entries: [Entry] = []
    private var candidates: [Candidate] = []
    /// Canonical forms, tagged with their kind, by observable.
    private var ids = ByteTable()
    private(set) var observables: [Observable] = []
    private(set) var standings: [Standing] = []

    init(hasher: ByteHash, nothing: CellAnswer) {
        self.hasher = hasher
        self.nothing = nothing
    }

    /// Finds the entries of all cells and copies the answers that are there. Returns the cells without an entry, and the others
    /// without an answer.
    mutating func fill(_ work: DistinctCells) -> (unknown: [Int], open: [Int]) {
        var gaps: (unknown: [Int], open: [Int]) = ([], [])
        work.withStorage { fill($0, &gaps) }
        return gaps
    }

    /// Copies the answers of cells that had none before. Returns those that still have none.
    mutating func refill(_ open: [Int], of work: DistinctCells) -> [Int] {
        open.filter { cell in
            guard let answer = answer(ofEntry: Int(work.entries[cell])) else { return true }
            work.answers[cell] = answer
            return false
        }
    }

    /// The loop over all cells of a batch, under the lock: nothing but plain memory.
    private mutating func fill(_ work: borrowing CellStorage, _ gaps: inout (unknown: [Int], open: [Int])) {
        for cell in 0..<work.hashes.count {
            let (bytes, tag) = work.keys.key(cell)
            guard let entry = cells.find(bytes, tag: tag, hash: work.hashes[cell]) else {
                gaps.unknown.append(cell)
                continue
            }
            work.entries[cell] = Int32(entry)
            if let answer = answer(ofEntry: entry) {
                work.answers[cell] = answer
            } else {
                gaps.open.append(cell)
            }
        }
    }

    /// Records what was read from a cell that had no entry. Another batch may have been quicker; then nothing changes.
    mutating func enter(
        _ cell: Int,
        of work: DistinctCells,
        read: [(observable: Observable, next: Observable?)]
    ) {
        let (bytes, tag) = work.key(cell)
        let hash = work.hashes[cell]
        if let entry = cells.find(bytes, tag: tag, hash: hash) {
            work.entries[cell] = Int32(entry)
            return
        }
        let start = Int32(candidates.count)
        for found in read {
            candidates.append(Candidate(first: id(of: found.observable), next: found.next.map { id(of: $0) }))
        }
        let entry = cells.insert(bytes, tag: tag, hash: hash, hasher: hasher)
        entries.append(Entry(candidates: start..<Int32(candidates.count), answer: read.isEmpty ? nothing : nil))
        work.entries[cell] = Int32(entry)
    }

    /// The observables that `open` cells wait for now: first choices, and the next ones where the first gave no hit.
    /// Unasked ones become this caller's to ask under `ticket`; for the rest the tickets of the batches that ask are returned.
    mutating func claim(
        for open: [Int],
        of work: DistinctCells,
        ticket: AskTicket
    ) -> (mine: [ObservableID], others: [AskTicket]) {
        var mine: [ObservableID] = []
        var others: [ObjectIdentifier: AskTicket] = [:]
        for cell in open {
            for candidate in self.candidates(ofEntry: Int(work.entries[cell])) {
                guard let id = pending(candidate) else { continue }
                switch standings[Int(id)] {
                case .unasked:
                    standings[Int(id)] = .asked(ticket)
                    mine.append(id)
                case .asked(let other) where other !== ticket:
                    others[ObjectIdentifier(other)] = other
                case .asked, .answered:
                    break
                }
            }
        }
        return (mine, Array(others.values))
    }

    mutating func store(_ answers: [AnsweredObservable]) {
        for answered in answers { standings[Int(answered.id)] = .answered(answered) }
    }

    /// The answered observables that speak for a cell, one per candidate, in order of appearance.
    func answered(ofEntry entry: Int) -> [AnsweredObservable] {
        candidates(ofEntry: entry).compactMap { outcome(of: $0) }
    }

    private func candidates(ofEntry entry: Int) -> ArraySlice<Candidate> {
        let range = entries[entry].candidates
        return candidates[Int(range.lowerBound)..<Int(range.upperBound)]
    }

    private mutating func id(of observable: Observable) -> ObservableID {
        var canonical = observable.canonical
        let tag = observable.kind.rawValue
        return canonical.withUTF8 { key in
            let hash = hasher(key, tag: tag)
            if let known = ids.find(key, tag: tag, hash: hash) { return ObservableID(known) }
            observables.append(observable)
            standings.append(.unasked)
            return ObservableID(ids.insert(key, tag: tag, hash: hash, hasher: hasher))
        }
    }

    /// The observable whose answer decides next for a candidate, if one is still missing.
    private func pending(_ candidate: Candidate) -> ObservableID? {
        guard case .answered(let first) = standings[Int(candidate.first)] else { return candidate.first }
        guard !first.cell.severity.isHit, let next = candidate.next else { return nil }
        if case .answered = standings[Int(next)] { return nil }
        return next
    }

    /// A hit on the first choice; otherwise the worse of the two answers, the first choice winning a tie.
    private func outcome(of candidate: Candidate) -> AnsweredObservable? {
        guard case .answered(let first) = standings[Int(candidate.first)] else { return nil }
        guard !first.cell.severity.isHit, let next = candidate.next else { return first }
        guard case .answered(let second) = standings[Int(next)] else { return nil }
        return second.cell.severity > first.cell.severity ? second : first
    }

    private mutating func answer(ofEntry entry: Int) -> CellAnswer? {
        if let known = entries[entry].answer { return known }
        var worst: CellAnswer?
        for candidate in candidates(ofEntry: entry) {
            guard let outcome = outcome(of: candidate) else { return nil }
            if let best = worst, outcome.cell.severity <= best.severity { continue }
            worst = outcome.cell
        }
        entries[entry].answer = worst
        return worst
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
