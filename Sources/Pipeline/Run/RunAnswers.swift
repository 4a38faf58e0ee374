import Observables
import Reports

/// What a run's answers come to.
struct RunAnswers {
    private(set) var counts = ObservableCounts()
    /// Distinct observables that each allowlist kept from being asked about.
    private(set) var allowlisted: [String: Int] = [:]
    /// Those that reports name: hits, and failures, which have to be asked again.
    private(set) var named: [AnsweredObservable] = []

    init(_ engine: AnswerEngine) {
        engine.forEachAnswered { add($0) }
    }

    private mutating func add(_ answered: AnsweredObservable) {
        counts.count(answered.sourced.answer)
        if answered.sourced.origin == .cache { counts.cached += 1 }
        if answered.sourced.incomplete != nil { counts.incomplete += 1 }
        if let list = answered.sourced.allowlist { allowlisted[list, default: 0] += 1 }
        if answered.cell.severity.isNamed { named.append(answered) }
    }
}
