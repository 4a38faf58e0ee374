internal import Foundation

/// Time and chance, as parameters. A clock that stands still while ``sleep`` returns would be waited for in vain.
package struct ClientEnvironment: Sendable {
    /// Seconds since 1970.
    package var unixTime: @Sendable () -> Int64
    /// Time since some moment; never goes back.
    package var elapsed: @Sendable () -> Duration
    /// Suspends; throws when the task is cancelled meanwhile.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Evenly distributed in 0..<1.
    package var random: @Sendable () -> Double

    package init(
        unixTime: @escaping @Sendable () -> Int64,
        elapsed: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.unixTime = unixTime
        self.elapsed = elapsed
        self.sleep = sleep
        self.random = random
    }

    /// The machine's clock and randomness.
    package static let system = ClientEnvironment(
        unixTime: { Int64(Date().timeIntervalSince1970.rounded(.down)) },
        elapsed: { [start = ContinuousClock.now] in ContinuousClock.now - start },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) }
    )
}
