import Observables
import Reports

/// What a run's answers come to.
struct RunAnswers {
    private(set) var counts = ObservableCounts()
    /// Distinct observables that each allowlist kept from being asked about.
    private(set) var allowlisted: [String: Int] = [:]
    /// Those that reports name: hits, and failures, which have to be asked again.
    var named: [AnsweredObservable] = []

    /// - Parameter times: Observables that share the answer.
    mutating func add(_ sourced: SourcedAnswer, times: Int) {
        counts.count(sourced.answer, times: times)
        if sourced.origin == .cache { counts.cached += times }
        if sourced.incomplete != nil { counts.incomplete += times }
        if let list = sourced.allowlist { allowlisted[list, default: 0] += times }
    }
}
