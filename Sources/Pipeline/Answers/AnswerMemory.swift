import Observables

/// The answers of a run by observable. Those that say nothing about the single observable are kept once.
struct AnswerMemory {
    struct Kept {
        let sourced: SourcedAnswer
        /// Derived from the answer alone; `none` unless it is a hit.
        let verdict: Verdict
    }

    private var kept: [Kept] = []
    /// Place in `kept` by observable; −1 for one that is not answered.
    private var places: [Int32] = []
    /// Of the answer that was kept last.
    private var last: Int32 = -1
    private var shared = SharedAnswers<Int32>()

    /// Makes room for one more observable.
    mutating func append() { places.append(-1) }

    subscript(_ id: ObservableID) -> Kept? {
        let place = places[Int(id)]
        return place < 0 ? nil : kept[Int(place)]
    }

    /// Every answer and the number of observables that have it, in no particular order.
    func forEachAnswer(_ body: (SourcedAnswer, Int) -> Void) {
        var counts = [Int](repeating: 0, count: kept.count)
        for place in places where place >= 0 { counts[Int(place)] += 1 }
        for (answer, count) in zip(kept, counts) { body(answer.sourced, count) }
    }

    mutating func keep(_ answer: Kept, of id: ObservableID) {
        last = place(of: answer)
        places[Int(id)] = last
    }

    /// The observable has the answer that was kept last.
    mutating func repeatLast(of id: ObservableID) { places[Int(id)] = last }

    private mutating func place(of answer: Kept) -> Int32 {
        guard let key = SharedAnswerKey(answer.sourced) else { return add(answer) }
        if let known = shared[key] { return known }
        let place = add(answer)
        shared.remember(place, for: key)
        return place
    }

    private mutating func add(_ answer: Kept) -> Int32 {
        kept.append(answer)
        return Int32(kept.count - 1)
    }
}

/// Two observables absent at the same second and by the same source, or skipped for the same reason then, have one answer.
struct SharedAnswerKey: Hashable {
    private let reason: SkipReason?
    private let allowlist: String?
    private let origin: AnswerOrigin
    private let asOf: Int

    /// nil for an answer of its own.
    init?(_ sourced: SourcedAnswer) {
        asOf = sourced.asOf
        origin = sourced.origin
        switch sourced.answer {
        case .absent: (reason, allowlist) = (nil, nil)
        case .skipped(let skip): (reason, allowlist) = (skip, sourced.allowlist)
        case .hit, .failed: return nil
        }
    }
}

/// What is kept once for all observables with the same answer. The last one found is tried first: it is the next one's, too, hardly ever not.
struct SharedAnswers<Value> {
    private var known: [SharedAnswerKey: Value] = [:]
    private var last: (key: SharedAnswerKey, value: Value)?

    subscript(key: SharedAnswerKey) -> Value? {
        mutating get {
            if let last, last.key == key { return last.value }
            guard let value = known[key] else { return nil }
            last = (key, value)
            return value
        }
    }

    mutating func remember(_ value: Value, for key: SharedAnswerKey) {
        known[key] = value
        last = (key, value)
    }
}
