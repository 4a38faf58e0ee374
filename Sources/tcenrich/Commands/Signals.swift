import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Turns SIGINT and SIGTERM into cancellation, so that temporary files are removed; a second signal ends the process at once.
enum Signals {
    private static let received = Mutex<Int32?>(nil)

    /// The exit status for the signal that arrived, if one did.
    static var exitStatus: ExitCode? {
        switch received.withLock({ $0 }) {
        case SIGINT: ExitStatus.interrupted
        case SIGTERM: ExitStatus.terminated
        default: nil
        }
    }

    /// Runs `operation`, cancelling it at the first signal.
    static func cancelling<Result: Sendable>(
        _ operation: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        // A reader of our output that goes away shows up as an error of the write.
        signal(SIGPIPE, SIG_IGN)
        let task = Task { try await operation() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { receive(number, cancel: task.cancel) }
            source.resume()
            return source
        }
        defer { sources.forEach { $0.cancel() } }
        return try await task.value
    }

    private static func receive(_ number: Int32, cancel: () -> Void) {
        let isFirst = received.withLock { received in
            defer { received = received ?? number }
            return received == nil
        }
        guard isFirst else { _exit(128 + number) }
        cancel()
    }
}
