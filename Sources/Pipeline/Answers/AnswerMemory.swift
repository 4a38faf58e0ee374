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
        guard let key = answer.sourced.sharedKey else { return add(answer) }
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
package struct SharedAnswerKey: Hashable {
    private let reason: SkipReason?
    /// Empty for another reason than an allowlist, which always has a name. An optional would cost more to copy and to compare.
    private let allowlist: String
    private let origin: AnswerOrigin
    private let asOf: Int

    fileprivate init(_ reason: SkipReason?, allowlist: String, _ sourced: SourcedAnswer) {
        (self.reason, self.allowlist) = (reason, allowlist)
        (origin, asOf) = (sourced.origin, sourced.asOf)
    }

    /// Whether the answer has this key; the same as comparing with its own, without making that.
    package func isKey(of sourced: SourcedAnswer) -> Bool {
        guard sourced.asOf == asOf, sourced.origin == origin else { return false }
        return switch sourced.answer {
        case .absent: reason == nil
        case .skipped(let skip): reason == skip && (sourced.allowlist ?? "") == allowlist
        case .hit, .failed: false
        }
    }
}

extension SourcedAnswer {
    /// nil for an answer of its own.
    package var sharedKey: SharedAnswerKey? {
        switch answer {
        case .absent: SharedAnswerKey(nil, allowlist: "", self)
        case .skipped(let reason): SharedAnswerKey(reason, allowlist: allowlist ?? "", self)
        case .hit, .failed: nil
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
