internal import Foundation

/// Time and chance, as parameters.
package struct ClientEnvironment: Sendable {
    /// Seconds since 1970.
    package var unixTime: @Sendable () -> Int64
    /// Suspends; throws when the task is cancelled meanwhile.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// Evenly distributed in 0..<1.
    package var random: @Sendable () -> Double

    package init(
        unixTime: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.unixTime = unixTime
        self.sleep = sleep
        self.random = random
    }

    /// The machine's clock and randomness.
    package static let system = ClientEnvironment(
        unixTime: { Int64(Date().timeIntervalSince1970.rounded(.down)) },
        sleep: { try await Task.sleep(for: $0) },
        random: { Double.random(in: 0..<1) }
    )
}
