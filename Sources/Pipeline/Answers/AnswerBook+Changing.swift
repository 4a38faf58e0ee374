import Observables

extension AnswerBook {
    /// Records what was read from unknown cells. Where another batch was quicker, its code stands.
    mutating func enter(_ unknown: [UnknownCell], of batch: BatchCells, read: FoundObservables) {
        prefetch(unknown, read)
        for (index, cell) in unknown.enumerated() {
            let (bytes, tag) = batch.cell(cell.position)
            if let code = cells.find(bytes, tag: tag, hash: cell.hash) {
                batch.codes[cell.position] = CellCode(value: code)
                continue
            }
            let code = code(of: read.cell(index))
            batch.codes[cell.position] = code
            cells.insert(bytes, tag: tag, hash: cell.hash, number: code.value, hasher: hasher)
        }
    }

    /// The observables that `open` cells wait for now: first choices, and the next ones where the first gave no hit.
    /// Unasked ones become this caller's to ask under `ticket`; for the rest the tickets of the batches that ask are returned.
    mutating func claim(
        for open: [Int],
        _ codes: UnsafeMutableBufferPointer<CellCode>,
        ticket: AskTicket
    ) -> Claim {
        var claim = Claim(number: nextTicket)
        nextTicket += 1
        for position in open {
            let code = codes[position]
            if let id = code.observable {
                if answers[id].severity == .unanswered { add(id, to: &claim) }
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

    typealias Stored = (id: ObservableID, cell: CellAnswer, kept: AnswerMemory.Kept)

    /// Ends the claim of that number.
    mutating func store(_ stored: [Stored], claim number: Int32) {
        for (id, cell, kept) in stored {
            answers[id] = cell
            memory.keep(kept, of: id)
        }
        tickets[number] = nil
    }

    /// Answers the lists among some positions of a batch, as far as all their candidates are answered.
    mutating func answerLists(at positions: [Int], _ codes: UnsafeMutableBufferPointer<CellCode>) {
        for position in positions {
            if let list = codes[position].list { answer(list) }
        }
    }

    /// The worst of the candidates, the first winning a tie.
    private mutating func answer(_ list: Int) {
        let number = Int32(truncatingIfNeeded: list)
        guard listAnswers[number].severity == .unanswered else { return }
        var worst: CellAnswer?
        for candidate in candidates(list) {
            guard let id = outcome(of: candidate) else { return }
            let answer = answers[id]
            if let best = worst, answer.severity <= best.severity { continue }
            worst = answer
        }
        listAnswers[number] = worst ?? nothing
    }

    /// The candidates of a list whose answers decide next and are missing.
    private func pending(_ list: Int) -> [ObservableID] {
        candidates(list).compactMap { candidate in
            let first = answers[candidate.first].severity
            if first == .unanswered { return candidate.first }
            guard !first.isHit, candidate.next != noObservable else { return nil }
            return answers[candidate.next].severity == .unanswered ? candidate.next : nil
        }
    }

    /// Brings near the places in the tables that ``enter(_:of:read:)`` is about to need, so that the waits for memory overlap.
    private func prefetch(_ unknown: [UnknownCell], _ read: FoundObservables) {
        for cell in unknown { cells.prefetch(cell.hash) }
        for found in read.all { ids.prefetch(found.first.hash) }
    }

    private mutating func code(of found: ArraySlice<FoundObservables.Found>) -> CellCode {
        guard let only = found.first else { return .nothing }
        if found.count == 1, only.next == nil { return .observable(id(of: only.first)) }
        let start = Int32(candidates.count)
        for found in found {
            let first = id(of: found.first)
            candidates.append(Candidate(first: first, next: found.next.map { id(of: $0) } ?? noObservable))
        }
        lists.append(start..<Int32(candidates.count))
        listAnswers.append(.unanswered(nothing))
        answer(lists.count - 1)
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
