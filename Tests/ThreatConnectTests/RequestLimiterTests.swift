import Synchronization
import Testing
import ThreatConnect

struct RequestLimiterTests {
    @Test func neverMoreThanTheLimitAtOnce() async throws {
        let limiter = RequestLimiter(limit: 3)
        let gauge = Gauge()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask { try await limiter.withPermit { await gauge.work() } }
            }
            try await group.waitForAll()
        }
        #expect(gauge.counts.most == 3)
        #expect(gauge.counts.done == 200)
    }

    /// Counts how many work at once.
    private final class Gauge: Sendable {
        private let state = Mutex((now: 0, most: 0, done: 0))

        var counts: (now: Int, most: Int, done: Int) { state.withLock { $0 } }

        func work() async {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            await Task.yield()
            state.withLock { state in
                state.now -= 1
                state.done += 1
            }
        }
    }

    @Test func failureGivesThePermitBack() async throws {
        struct Broken: Error {}
        let limiter = RequestLimiter(limit: 1)
        await #expect(throws: Broken.self) { try await limiter.withPermit { throw Broken() } }
        #expect(try await limiter.withPermit { 5 } == 5)
    }

    @Test func cancelledWaiterLeavesTheQueue() async throws {
        let limiter = RequestLimiter(limit: 1)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (started, didStart) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await limiter.withPermit {
                didStart.yield()
                for await _ in gate { break }
            }
        }
        for await _ in started { break }
        let waiter = Task { try await limiter.withPermit { Issue.record("ran although cancelled") } }
        waiter.cancel()
        await #expect(throws: CancellationError.self) { try await waiter.value }
        open.yield()
        try await holder.value
        #expect(try await limiter.withPermit { 1 } == 1)
    }
}
