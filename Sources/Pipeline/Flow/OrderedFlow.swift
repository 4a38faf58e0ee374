/// Runs elements through two concurrent steps and hands the results on in input order.
///
/// ```
/// next ─► first (concurrent) ─► accept (in order) ─► second (concurrent) ─► emit (in order)
/// ```
///
/// `accept` sees every element in input order after its `first` step and before its `second`, so what
/// depends on all earlier elements (record numbers, "did the one before end where this one starts?") is decided there.
/// When it refuses an element, that element and all later ones are handed to `rewind` once nothing works on them,
/// and reading continues from there.
///
/// At most `window` elements are read but not yet emitted, and at most `limit` are worked on, so a slow `emit` slows
/// reading. The first error cancels what runs and is thrown. `next`, `accept`, `rewind` and `emit` are called by one task only.
package struct OrderedFlow<Element: Sendable, Output: Sendable> {
    /// Elements worked on at the same time.
    private let limit: Int
    /// Elements read but not yet emitted.
    private let window: Int
    private let first: @Sendable (Element) async throws -> Bool
    private let second: @Sendable (Element) async throws -> Output

    package init(
        limit: Int,
        window: Int,
        first: @escaping @Sendable (Element) async throws -> Bool,
        second: @escaping @Sendable (Element) async throws -> Output
    ) {
        self.limit = limit
        self.window = window
        self.first = first
        self.second = second
    }

    private enum Step {
        case first(index: Int, element: Element, usable: Bool)
        case second(index: Int, output: Output)
    }

    package func run(
        next: () async throws -> Element?,
        accept: (Element) throws -> Void,
        rewind: ([Element]) -> Void,
        emit: (Output) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Step.self) { group in
            var line = Line<Element, Output>()

            func admit() async throws {
                while !line.isDraining, line.running < limit, line.admitted - line.emitted < window,
                    !line.atEnd
                {
                    guard let element = try await next() else {
                        line.atEnd = true
                        return
                    }
                    let index = line.admit()
                    group.addTask { [first] in
                        .first(index: index, element: element, usable: try await first(element))
                    }
                }
            }

            func acceptInOrder() throws {
                while let (index, element) = line.takeAcceptable() {
                    try accept(element)
                    line.running += 1
                    group.addTask { [second] in .second(index: index, output: try await second(element)) }
                }
                if line.isDrained {
                    rewind(line.takeBack())
                }
            }

            try await admit()
            while let step = try await group.next() {
                line.running -= 1
                switch step {
                case .first(let index, let element, let usable):
                    line.parsed(index, element, usable: usable)
                    try acceptInOrder()
                case .second(let index, let output):
                    line.finished[index] = output
                }
                while let output = line.takeFinished() { try await emit(output) }
                try await admit()
            }
        }
    }
}

/// Where every element of an ordered flow stands. Indices count elements in input order.
private struct Line<Element, Output> {
    var admitted = 0
    var accepted = 0
    var emitted = 0
    var running = 0
    var atEnd = false
    /// Through the first step, waiting for its turn to be accepted.
    var waiting: [Int: Element] = [:]
    var finished: [Int: Output] = [:]
    /// The first element that may not be accepted; later ones are waiting to go back.
    var refused: Int?

    var isDraining: Bool { refused != nil }

    /// Whether every element from the refused one on is back from its first step.
    var isDrained: Bool {
        guard let refused else { return false }
        return accepted == refused && waiting.count == admitted - accepted
    }

    mutating func admit() -> Int {
        defer {
            admitted += 1
            running += 1
        }
        return admitted
    }

    mutating func parsed(_ index: Int, _ element: Element, usable: Bool) {
        waiting[index] = element
        if !usable { refused = min(refused ?? index, index) }
    }

    mutating func takeAcceptable() -> (Int, Element)? {
        guard accepted != refused, let element = waiting.removeValue(forKey: accepted) else { return nil }
        defer { accepted += 1 }
        return (accepted, element)
    }

    mutating func takeBack() -> [Element] {
        let elements = (accepted..<admitted).compactMap { waiting.removeValue(forKey: $0) }
        admitted = accepted
        refused = nil
        atEnd = false
        return elements
    }

    mutating func takeFinished() -> Output? {
        guard let output = finished.removeValue(forKey: emitted) else { return nil }
        emitted += 1
        return output
    }
}
