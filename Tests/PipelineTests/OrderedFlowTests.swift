import Pipeline
import Synchronization
import TestSupport
import Testing

struct OrderedFlowTests {
    /// Numbers 0 ..< count, read one by one.
    private struct Source {
        var pending: [Int]
        mutating func next() -> Int? { pending.isEmpty ? nil : pending.removeFirst() }
    }

    private func yieldRandomly(_ seed: Int) async {
        for _ in 0..<(seed * 7919 % 5) { await Task.yield() }
    }

    @Test(arguments: [1, 2, 8, 64])
    func outputOrderEqualsInputOrder(limit: Int) async throws {
        var source = Source(pending: Array(0..<300))
        var emitted: [Int] = []
        var accepted: [Int] = []
        let flow = OrderedFlow<Int, Int>(limit: limit, window: limit) { number in
            await yieldRandomly(number)
            return true
        } second: { number in
            await yieldRandomly(number + 3)
            return number * 10
        }
        try await flow.run(
            next: { source.next() },
            accept: { accepted.append($0) },
            rewind: { _ in Issue.record("nothing was refused") },
            emit: { emitted.append($0) }
        )
        #expect(accepted == Array(0..<300))
        #expect(emitted == (0..<300).map { $0 * 10 })
    }

    @Test func slowWriterSlowsReading() async throws {
        var read = 0
        var emitted = 0
        var largestGap = 0
        let flow = OrderedFlow<Int, Int>(limit: 3, window: 5) { _ in
            true
        } second: {
            $0
        }
        try await flow.run(
            next: {
                guard read < 100 else { return nil }
                read += 1
                largestGap = max(largestGap, read - emitted)
                return read
            },
            accept: { _ in },
            rewind: { _ in },
            emit: { _ in
                await yieldRandomly(3)
                emitted += 1
            }
        )
        #expect(emitted == 100)
        #expect(largestGap <= 5)
    }

    @Test func atMostLimitElementsAreWorkedOn() async throws {
        let working = Mutex((now: 0, most: 0))
        @Sendable func work(_ number: Int) async {
            working.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            await yieldRandomly(number)
            working.withLock { $0.now -= 1 }
        }
        var source = Source(pending: Array(0..<200))
        let flow = OrderedFlow<Int, Int>(limit: 4, window: 50) { number in
            await work(number)
            return true
        } second: { number in
            await work(number)
            return number
        }
        try await flow.run(next: { source.next() }, accept: { _ in }, rewind: { _ in }, emit: { _ in })
        #expect(working.withLock { $0.most } <= 8)
    }

    /// An element that is refused comes back with everything read after it, exactly once, and nothing of it was accepted.
    @Test(arguments: 0..<20)
    func refusedElementsComeBackInOrder(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let bad = Set((0..<8).map { _ in Int.random(in: 0..<100, using: &generator) })
        let repaired = Mutex<Set<Int>>([])
        var source = Source(pending: Array(0..<100))
        var emitted: [Int] = []
        let flow = OrderedFlow<Int, Int>(limit: 4, window: 9) { number in
            await yieldRandomly(number + Int(seed))
            return !bad.contains(number) || repaired.withLock { $0.contains(number) }
        } second: {
            $0
        }
        try await flow.run(
            next: { source.next() },
            accept: { number in #expect(!bad.contains(number) || repaired.withLock { $0.contains(number) }) },
            rewind: { elements in
                repaired.withLock { _ = $0.insert(elements[0]) }
                #expect(elements == Array(elements[0]..<elements[0] + elements.count), "seed \(seed)")
                source.pending = elements + source.pending
            },
            emit: { emitted.append($0) }
        )
        #expect(emitted == Array(0..<100), "seed \(seed)")
    }

    @Test func firstErrorEndsTheRun() async throws {
        struct Broken: Error {}
        var source = Source(pending: Array(0..<100))
        var emitted: [Int] = []
        let flow = OrderedFlow<Int, Int>(limit: 4, window: 8) { _ in
            true
        } second: { number in
            if number == 20 { throw Broken() }
            return number
        }
        await #expect(throws: Broken.self) {
            try await flow.run(
                next: { source.next() },
                accept: { _ in },
                rewind: { _ in },
                emit: { emitted.append($0) }
            )
        }
        #expect(emitted == Array(0..<emitted.count))
        #expect(emitted.count <= 20)
    }

    @Test func emptyInputEmitsNothing() async throws {
        let flow = OrderedFlow<Int, Int>(limit: 4, window: 8) { _ in
            true
        } second: {
            $0
        }
        try await flow.run(next: { nil }, accept: { _ in }, rewind: { _ in }, emit: { _ in Issue.record("emitted") })
    }
}
