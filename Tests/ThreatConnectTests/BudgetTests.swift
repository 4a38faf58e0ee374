import NIOConcurrencyHelpers
import Observables
import Testing
import ThreatConnect

/// What all requests of a run share. Time passes only where somebody waits.
struct BudgetTests {
    private static let absent = APIResponse.failure(404, "none")
    private static let down = TransportError(.connectionRefused, "refused")
    private let time = VirtualTime()

    private func failures(_ answers: [Result<Indicator?, LookupFailure>]) -> [LookupFailure] {
        answers.compactMap { answer in
            if case .failure(let failure) = answer { failure } else { nil }
        }
    }

    @Test func retryAfterHoldsEveryRequest() async throws {
        let start = time.environment.elapsed()
        let slow = APIResponse(status: 429, headers: [HeaderField("Retry-After", "7")])
        let server = AnsweringTransport(time: time) { _, number in .success(number == 0 ? slow : Self.absent) }
        let answers = try await server.client { $0.maxConnections = 4 }.hosts(40)
        #expect(failures(answers).isEmpty)
        #expect(time.slept == [.seconds(7)])
        // Those that were under way already.
        #expect(server.sent.filter { $0.at < start + .seconds(7) }.count <= 4)
    }

    @Test func serverThatAlwaysThrottlesIsGivenUpAfterTheLongestWait() async throws {
        let slow = APIResponse(status: 429, headers: [HeaderField("Retry-After", "20")])
        let server = AnsweringTransport(time: time) { _, _ in .success(slow) }
        let answers = try await server.client { settings in
            settings.maxWait = .seconds(70)
            settings.maxAttempts = 2
        }
        .hosts(100)
        #expect(failures(answers).count == 100)
        #expect(failures(answers).allSatisfy { $0.code == .unavailable })
        #expect(time.slept == [.seconds(20), .seconds(20), .seconds(20)])
        #expect(server.sent.count < 40)
    }

    @Test(arguments: [HeaderField("Retry-After", "0"), nil])
    func serverThatSaysAgainAtOnceForEverIsGivenUp(header: HeaderField?) async throws {
        let again = APIResponse(status: 429, headers: [header].compactMap { $0 })
        let server = AnsweringTransport(time: time) { _, _ in .success(again) }
        let answers = try await server.client { $0.maxWait = .seconds(70) }.hosts(20)
        #expect(failures(answers).count == 20)
        #expect(server.sent.count < 60)
    }

    @Test func valueThatIsAlwaysThrottledEndsAloneWhileOthersAreAnswered() async throws {
        let slow = APIResponse(status: 429, headers: [HeaderField("Retry-After", "1")])
        let server = AnsweringTransport(time: time) { sent, _ in
            .success(sent.target.contains("/h3.") ? slow : Self.absent)
        }
        let answers = try await server.client { $0.maxConnections = 1 }.hosts(200)
        let failed = failures(answers)
        #expect(failed.count == 1)
        #expect(failed.first?.code == .unavailable)
    }

    @Test func rateLimitSpreadsTheRequestsOfAllCallers() async throws {
        let start = time.environment.elapsed()
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        _ = try await server.client { $0.requestInterval = .milliseconds(50) }.hosts(40)
        let times = server.sent.map(\.at).sorted()
        #expect(times.count == 40)
        // One that was let go may come to be sent later, never earlier.
        #expect(times.enumerated().allSatisfy { $1 >= start + .milliseconds(50 * $0) })
        #expect(time.environment.elapsed() - start == .milliseconds(50 * 39))
    }

    @Test func requestsAtTheSameTimeStayWithinTheLimit() async throws {
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        _ = try await server.client { $0.maxConnections = 5 }.hosts(200)
        #expect(server.most <= 5)
    }

    @Test func outageIsWaitedForWithSingleRequestsAndNothingIsLost() async throws {
        let back = time.environment.elapsed() + .seconds(300)
        let server = AnsweringTransport(time: time) { sent, _ in
            sent.at < back ? .failure(Self.down) : .success(Self.absent)
        }
        let answers = try await server.client { $0.maxWait = .seconds(900) }.hosts(500)
        #expect(failures(answers).isEmpty)
        let during = server.sent.filter { $0.at < back }.count
        #expect(during < 60, "\(during) requests to a server that was down for five minutes")
        #expect(server.sent.count - during == 500)
    }

    @Test func requestsDuringAnOutageKeepToTheRateLimitToo() async throws {
        let start = time.environment.elapsed()
        let back = start + .seconds(3 * 3_600)
        let server = AnsweringTransport(time: time) { sent, _ in
            sent.at < back ? .failure(Self.down) : .success(Self.absent)
        }
        let answers = try await server.client { settings in
            settings.requestInterval = .seconds(360)
            settings.maxWait = .seconds(3_600)
        }
        .hosts(20)
        #expect(failures(answers).isEmpty)
        let times = server.sent.map(\.at).sorted()
        #expect(times.filter { $0 < back }.count > 15, "the circuit was open")
        #expect(times.enumerated().allSatisfy { $1 >= start + .seconds(360 * $0) })
    }

    @Test func outageThatLastsIsGivenUp() async throws {
        let server = AnsweringTransport(time: time) { _, _ in .failure(Self.down) }
        let start = time.environment.elapsed()
        let answers = try await server.client { $0.maxWait = .seconds(60) }.hosts(500)
        let failed = failures(answers)
        #expect(failed.count == 500)
        #expect(server.sent.count < 60)
        let unasked = failed.filter { $0.attempts == 0 }
        #expect(unasked.count > 440)
        #expect(unasked.allSatisfy { $0.code == .unavailable && $0.detail.contains("max_wait") })
        #expect(time.environment.elapsed() - start < .seconds(120))
    }

    @Test func valuesThatTheServerChokesOnAreNoOutage() async throws {
        let server = AnsweringTransport(time: time) { sent, _ in
            .success(sent.target.contains("5.example") ? .failure(500, "boom") : Self.absent)
        }
        let answers = try await server.client().hosts(200)
        #expect(failures(answers).count == 20)
        #expect(failures(answers).allSatisfy { $0.code == .unavailable && $0.attempts == 5 })
        #expect(server.sent.count == 180 + 20 * 5)
    }

    // MARK: Quota

    /// Gives so many calls in all; says that the next is free after a while.
    private final class Calls: QuotaKeeper {
        let left: NIOLockedValueBox<Int>
        /// When calls were taken that came back.
        let returned = NIOLockedValueBox<[Int]>([])
        let wait: Int

        init(_ count: Int, thenAfter wait: Int) {
            left = NIOLockedValueBox(count)
            self.wait = wait
        }

        func take(_ wanted: Int, of quota: CallQuota, at now: Int) throws -> QuotaGrant {
            left.withLockedValue { left in
                guard left > 0 else {
                    left = 1_000
                    return .exhausted(until: now + wait)
                }
                let given = min(wanted, left)
                left -= given
                return .granted(given)
            }
        }

        func giveBack(_ calls: Int, of quota: CallQuota, takenAt time: Int) throws {
            left.withLockedValue { $0 += calls }
            returned.withLockedValue { $0.append(time) }
        }
    }

    @Test func usedUpQuotaEndsTheAskingWhereWaitingIsTooLong() async throws {
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        let calls = Calls(30, thenAfter: 7_200)
        let answers = try await server.client(quota: calls) { $0.quota = CallQuota(calls: 30, per: 86_400) }.hosts(50)
        #expect(server.sent.count == 30)
        let failed = failures(answers)
        #expect(failed.count == 20)
        #expect(failed.allSatisfy { $0.code == .unavailable && $0.attempts == 0 && $0.detail.contains("30 calls") })
        #expect(time.slept.isEmpty)
    }

    @Test func shortWaitForTheQuotaIsWaited() async throws {
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        let calls = Calls(30, thenAfter: 40)
        let answers = try await server.client(quota: calls) { $0.quota = CallQuota(calls: 30, per: 60) }.hosts(50)
        #expect(failures(answers).isEmpty)
        #expect(time.slept == [.seconds(40)])
    }

    @Test func callsThatWereNotMadeAreGivenBack() async throws {
        let calls = Calls(5_000, thenAfter: 40)
        let takenAt = Int(time.environment.unixTime())
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        do {
            let client = try server.client(quota: calls) { $0.quota = CallQuota(calls: 5_000, per: 60) }
            _ = try await client.hosts(7)
            try await time.environment.sleep(.seconds(20))
        }
        #expect(calls.left.withLockedValue { $0 } == 5_000 - 7)
        #expect(calls.returned.withLockedValue { $0 } == [takenAt])
    }

    private struct Unreadable: Error {}

    private struct BrokenKeeper: QuotaKeeper {
        func take(_ wanted: Int, of quota: CallQuota, at now: Int) throws -> QuotaGrant { throw Unreadable() }
        func giveBack(_ calls: Int, of quota: CallQuota, takenAt time: Int) throws {}
    }

    @Test func nothingIsSentWhereTheQuotaCannotBeRead() async throws {
        let server = AnsweringTransport(time: time) { _, _ in .success(Self.absent) }
        let client = try server.client(quota: BrokenKeeper()) { $0.quota = CallQuota(calls: 5, per: 60) }
        let error = await #expect(throws: RunStoppingError.self) { _ = try await client.hosts(1) }
        #expect(error?.code == .quota)
        #expect(server.sent.isEmpty)
    }

    @Test func cancellationEndsTheWaitOfAll() async throws {
        let (waits, wait) = AsyncStream.makeStream(of: Void.self)
        let slow = APIResponse(status: 429, headers: [HeaderField("Retry-After", "7")])
        var environment = time.environment
        environment.sleep = { _ in
            wait.yield()
            try await Task.sleep(for: .seconds(60))
        }
        let client = ThreatConnectClient(
            settings: try .example(),
            transport: ScriptedTransport(.success(slow)),
            environment: environment,
            logger: silent
        )
        let task = Task { try await client.hosts(40) }
        for await _ in waits { break }
        task.cancel()
        let error = await #expect(throws: RunStoppingError.self) { _ = try await task.value }
        #expect(error?.code == .cancelled)
    }
}
