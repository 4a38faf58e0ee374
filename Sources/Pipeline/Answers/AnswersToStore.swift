import Observables

/// Makes of answers what the book keeps. What says nothing about the single observable is worked out once for those in a row that share it.
struct AnswersToStore {
    /// In order, with the place of the answer among those ``kept``.
    private(set) var cells: [(cell: CellAnswer, kept: Int)] = []
    private(set) var kept: [AnswerMemory.Kept] = []
    private let tails: TailStore
    private let verdicts: VerdictEvaluator
    /// Of the last one, if others may share it.
    private var shared: SharedAnswerKey?

    init(tails: TailStore, verdicts: VerdictEvaluator, count: Int) {
        (self.tails, self.verdicts) = (tails, verdicts)
        cells.reserveCapacity(count)
    }

    /// - Parameters:
    ///   - ids: Of those that were asked about, one for each answer.
    mutating func add(_ answers: [SourcedAnswer], of ids: [ObservableID], _ observables: [Observable]) {
        precondition(answers.count == ids.count, "a source must answer each observable once")
        for index in answers.indices { add(answers[index], of: ids[index], observables[index]) }
    }

    @inline(__always)
    mutating func add(_ sourced: SourcedAnswer, of id: ObservableID, _ observable: Observable) {
        if shared?.isKey(of: sourced) == true, var cell = cells.last?.cell {
            cell.observable = id
            cells.append((cell, kept.count - 1))
        } else {
            addOwn(sourced, of: id, observable)
        }
    }

    @inline(never)
    private mutating func addOwn(_ sourced: SourcedAnswer, of id: ObservableID, _ observable: Observable) {
        shared = sourced.sharedKey
        let verdict = verdicts.verdict(of: observable, sourced.answer)
        let cell = CellAnswer(
            observable: id,
            severity: Severity(of: sourced.answer, verdict: verdict),
            tails: tails.tails(for: observable, sourced)
        )
        cells.append((cell, kept.count))
        kept.append(AnswerMemory.Kept(sourced: sourced, verdict: verdict))
    }
}
