import Foundation
import State
import TestSupport
import Testing

/// Quotas that outlive a run.
struct CallsTests {
    private let folder: TemporaryFolder
    private let day = CallAllowance(account: "https://tc.example one", calls: 100, per: 86_400)
    private let now = 1_772_409_600

    init() throws { folder = try TemporaryFolder() }

    private func store() throws -> StateStore { try StateStore(path: folder.path("state.sqlite")) }

    @Test func callsAreRememberedByTheFile() throws {
        #expect(try store().takeCalls(60, of: day, at: now) == .granted(60))
        #expect(try store().takeCalls(60, of: day, at: now + 5) == .granted(40))
        guard case .exhausted(let until) = try store().takeCalls(1, of: day, at: now + 10) else {
            Issue.record("more than the quota was given")
            return
        }
        #expect(until >= now + day.per && until <= now + day.per * 102 / 100)
        #expect(try store().takeCalls(70, of: day, at: until) == .granted(70))
    }

    @Test func noStretchOfTimeHasMoreCallsThanTheQuota() throws {
        var random = SeededGenerator(seed: 5)
        let allowance = CallAllowance(account: "a", calls: 50, per: 600)
        let store = try store()
        var taken: [(time: Int, calls: Int)] = []
        var time = now
        for _ in 0..<400 {
            time += Int.random(in: 0..<40, using: &random)
            let wanted = Int.random(in: 1...9, using: &random)
            if case .granted(let calls) = try store.takeCalls(wanted, of: allowance, at: time) {
                taken.append((time, calls))
            }
        }
        for end in taken.indices {
            let within = taken[...end].filter { $0.time > taken[end].time - 600 }.reduce(0) { $0 + $1.calls }
            #expect(within <= 50)
        }
        #expect(taken.reduce(0) { $0 + $1.calls } > 50 * (time - now) / 600 / 2, "the quota is made use of")
    }

    @Test func shortQuotaDoesNotForgetTheCallsOfALongOne() throws {
        let hour = CallAllowance(account: day.account, calls: 50, per: 3_600)
        #expect(try store().takeCalls(100, of: day, at: now) == .granted(100))
        #expect(try store().takeCalls(60, of: hour, at: now + 7_200) == .granted(50), "its own stretch is free")
        guard case .exhausted(let until) = try store().takeCalls(1, of: day, at: now + 7_201) else {
            Issue.record("the calls of the night were forgotten")
            return
        }
        #expect(until >= now + day.per && until <= now + day.per * 102 / 100)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func quotasOverDifferentStretchesAllHold(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let allowances = [(20, 600), (60, 3_600), (200, 86_400)].map {
            CallAllowance(account: "a", calls: $0.0, per: $0.1)
        }
        let store = try store()
        var taken: [(time: Int, calls: Int)] = []
        var time = now + Int.random(in: 0..<86_400, using: &random)
        for _ in 0..<1_000 {
            time += Int.random(in: 0..<400, using: &random)
            let allowance = allowances[Int.random(in: 0..<3, using: &random)]
            let wanted = Int.random(in: 1...9, using: &random)
            guard case .granted(let calls) = try store.takeCalls(wanted, of: allowance, at: time) else { continue }
            taken.append((time, calls))
            let within = taken.filter { $0.time > time - allowance.per }.reduce(0) { $0 + $1.calls }
            #expect(within <= allowance.calls, "seed \(seed): in \(allowance.per) s")
        }
        #expect(taken.reduce(0) { $0 + $1.calls } > 400, "the quotas are made use of")
    }

    @Test func accountsHaveTheirOwn() throws {
        let other = CallAllowance(account: "https://tc.example two", calls: 100, per: 86_400)
        #expect(try store().takeCalls(100, of: day, at: now) == .granted(100))
        #expect(try store().takeCalls(100, of: other, at: now) == .granted(100))
    }

    @Test func returnedCallsCanBeTakenAgain() throws {
        let store = try store()
        _ = try store.takeCalls(100, of: day, at: now)
        try store.returnCalls(30, of: day, takenAt: now)
        #expect(try store.takeCalls(100, of: day, at: now + 60) == .granted(30))
        try store.returnCalls(1_000, of: day, takenAt: now)
        #expect(try store.takeCalls(1_000, of: day, at: now + 60) == .granted(100))
    }

    @Test func returnedCallsAreThoseOfTheirTime() throws {
        let (store, other) = (try store(), try store())
        #expect(try store.takeCalls(50, of: day, at: now) == .granted(50))
        #expect(try other.takeCalls(50, of: day, at: now + 40_000) == .granted(50))
        try store.returnCalls(30, of: day, takenAt: now)
        #expect(try store.takeCalls(100, of: day, at: now + 40_000) == .granted(30))
        // The first fifty are old now; of the later eighty all were made.
        #expect(try store.takeCalls(100, of: day, at: now + 90_000) == .granted(20))
    }

    @Test func clockThatWasAheadDoesNotBlock() throws {
        _ = try store().takeCalls(100, of: day, at: now + 10 * 86_400)
        #expect(try store().takeCalls(10, of: day, at: now) == .granted(10))
    }

    /// Two stores are two connections, as two processes have them.
    @Test func twoAtOnceNeverTakeMoreThanThereAre() async throws {
        let stores = [try store(), try store()]
        let allowance = CallAllowance(account: "a", calls: 1_000, per: 3_600)
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask {
                    var sum = 0
                    while case .granted(let calls) = try store.takeCalls(37, of: allowance, at: now) { sum += calls }
                    return sum
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(taken == 1_000)
    }
}
