/// How many requests may be under way: one more after each round of answers, half of them after trouble (additive increase,
/// multiplicative decrease), and a fifth less when answers take much longer than they used to.
package struct ConcurrencyWindow: Sendable {
    /// Between 1 and the maximum.
    package private(set) var limit: Int
    /// Goes up with each decrease. What was sent before one says nothing about the window after it.
    package private(set) var generation = 0
    private let maximum: Int
    private var size: Double
    private var latencies = LatencyBaseline()

    package init(maximum: Int) {
        self.maximum = max(1, maximum)
        limit = self.maximum
        size = Double(self.maximum)
    }

    package mutating func succeed(after latency: Duration, kind: AnswerKind, generation: Int) {
        let isSlow = latencies.add(latency, kind: kind, round: limit)
        guard generation == self.generation else { return }
        if isSlow { shrink(to: size * 0.8) } else { grow() }
    }

    package mutating func overload(generation: Int) {
        guard generation == self.generation else { return }
        shrink(to: size / 2)
    }

    private mutating func grow() {
        size = min(Double(maximum), size + 1 / size)
        limit = Int(size)
    }

    private mutating func shrink(to smaller: Double) {
        size = max(1, smaller)
        limit = Int(size)
        generation += 1
    }
}

/// Answers that take about the same time have one. The status belongs to it: a server may be quick to say that it knows nothing of a value,
/// and slow to say all it knows.
package struct AnswerKind: Sendable, Hashable {
    private let request: String
    private let status: Int?

    /// - Parameters:
    ///   - request: Kind of the request.
    ///   - status: nil without an answer.
    package init(_ request: String, status: Int?) {
        self.request = request
        self.status = status
    }
}

/// What answers usually take, by their kind.
struct LatencyBaseline: Sendable {
    /// Seconds. Falls quickly and rises slowly, so that it stays near what an idle server takes, and follows a lasting change.
    private var usual: [AnswerKind: Double] = [:]
    private var excess = 0.0
    private var ratio = 0.0
    private var count = 0

    /// - Parameter round: Answers to be judged together.
    /// - Returns: Whether a round has ended whose answers took more than three times the usual, and 100 ms longer, on average.
    mutating func add(_ latency: Duration, kind: AnswerKind, round: Int) -> Bool {
        let seconds = max(latency / .seconds(1), 0.000_1)
        let former = usual[kind] ?? seconds
        usual[kind] = former + (seconds - former) / (seconds < former ? 4 : 256)
        excess += seconds - former
        ratio += seconds / former
        count += 1
        guard count >= max(round, 8) else { return false }
        defer { (excess, ratio, count) = (0, 0, 0) }
        return ratio / Double(count) > 3 && excess / Double(count) > 0.1
    }
}
