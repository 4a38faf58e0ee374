import Observables

extension AnswerBook {
    /// Where a cell was entered.
    struct Entered {
        /// In the batch.
        let position: Int
        /// Among the cells of the run.
        let place: UInt32
    }

    /// Records what was read from unknown cells and returns those that were entered, with the observables that are new.
    /// Where another batch was quicker, its code stands.
    mutating func enter(
        _ unknown: [UnknownCell],
        of batch: BatchCells,
        read: FoundObservables
    ) -> (cells: [Entered], fresh: FreshObservables) {
        prefetch(unknown, read)
        var entered: [Entered] = []
        entered.reserveCapacity(unknown.count)
        var fresh = FreshObservables(first: ObservableID(idPlaces.count), atMost: read.observables.count)
        for (index, cell) in unknown.enumerated() {
            let (bytes, tag) = batch.cell(cell.position)
            if let code = cells.find(bytes, tag: tag, hash: cell.hash) {
                batch.codes[cell.position] = CellCode(value: code)
                continue
            }
            let code = code(of: read.cell(index), in: read, &fresh)
            batch.codes[cell.position] = code
            let place = cells.insert(bytes, tag: tag, hash: cell.hash, number: code.value, hasher: hasher)
            entered.append(Entered(position: cell.position, place: place))
        }
        return (entered, fresh)
    }

    /// Copies the answers that have come since to open cells of a batch, and keeps them with the cells that the batch entered.
    /// Returns what is still open.
    mutating func close(_ open: [Int], of batch: BatchCells, entered: [Entered]) -> [Int] {
        for position in open {
            if let list = batch.codes[position].list { answerList(list) }
        }
        let left = open.filter { position in
            let answer = answer(of: batch.codes[position])
            batch.answers[position] = answer
            return answer.severity == .unanswered
        }
        for cell in entered {
            batch.answers[cell.position].store(at: cells[cell.place].extra)
        }
        return left
    }

    /// The observables that `open` cells wait for now: first choices, and the next ones where the first gave no hit.
    /// Unasked ones become this caller's to ask under `ticket`; for the rest the tickets of the batches that ask are returned.
    mutating func claim(
        for open: [Int],
        of batch: BatchCells,
        ticket: AskTicket
    ) -> Claim {
        var claim = Claim(number: nextTicket)
        claim.mine.reserveCapacity(open.count)
        nextTicket += 1
        for position in open {
            let code = batch.codes[position]
            if let id = code.observable {
                if answers[Int(id)].severity == .unanswered { add(id, to: &claim) }
            } else if let list = code.list {
                for id in pending(list) { add(id, to: &claim) }
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
    mutating func store(_ stored: AnswersToStore, claim number: Int32) {
        var last = -1
        for (cell, kept) in stored.cells {
            answers[Int(cell.observable)] = cell
            if kept == last {
                memory.repeatLast(of: cell.observable)
            } else {
                memory.keep(stored.kept[kept], of: cell.observable)
                last = kept
            }
        }
        tickets[number] = nil
    }

    /// The worst of the candidates, the first winning a tie; nothing happens as long as one of them is not answered.
    private mutating func answerList(_ list: Int) {
        guard listAnswers[list].severity == .unanswered else { return }
        var worst: CellAnswer?
        for candidate in candidates(list) {
            guard let id = outcome(of: candidate) else { return }
            let answer = answers[Int(id)]
            if let best = worst, answer.severity <= best.severity { continue }
            worst = answer
        }
        listAnswers[list] = worst ?? nothing
    }

    /// The candidates of a list whose answers decide next and are missing.
    private func pending(_ list: Int) -> [ObservableID] {
        candidates(list).compactMap { candidate in
            let first = answers[Int(candidate.first)].severity
            if first == .unanswered { return candidate.first }
            guard !first.isHit, candidate.next != noObservable else { return nil }
            return answers[Int(candidate.next)].severity == .unanswered ? candidate.next : nil
        }
    }

    /// Brings near the places in the tables that ``enter(_:of:read:)`` is about to need, so that the waits for memory overlap.
    private func prefetch(_ unknown: [UnknownCell], _ read: FoundObservables) {
        for cell in unknown { cells.prefetch(cell.hash) }
        for hash in read.hashes { ids.prefetch(hash) }
    }

    private mutating func code(
        of found: ArraySlice<FoundObservables.Found>,
        in read: FoundObservables,
        _ fresh: inout FreshObservables
    ) -> CellCode {
        guard let only = found.first else { return .nothing }
        if found.count == 1, only.next < 0 { return .observable(id(of: only.first, in: read, &fresh)) }
        let start = Int32(candidates.count)
        for found in found {
            let first = id(of: found.first, in: read, &fresh)
            let next = found.next < 0 ? noObservable : id(of: found.next, in: read, &fresh)
            candidates.append(Candidate(first: first, next: next))
        }
        lists.append(start..<Int32(candidates.count))
        listAnswers.append(.unanswered(nothing))
        return .list(lists.count - 1)
    }

    private mutating func id(
        of place: Int32,
        in read: FoundObservables,
        _ fresh: inout FreshObservables
    ) -> ObservableID {
        let (observable, hash) = (read.observables[Int(place)], read.hashes[Int(place)])
        var canonical = observable.canonical
        let tag = observable.kind.rawValue
        return canonical.withUTF8 { key in
            if let known = ids.find(key, tag: tag, hash: hash) { return known }
            let id = ObservableID(idPlaces.count)
            fresh.append(observable)
            answers.append(.unanswered(nothing))
            memory.append()
            askedBy.append(-1)
            idPlaces.append(ids.insert(key, tag: tag, hash: hash, number: id, hasher: hasher))
            return id
        }
    }
}
