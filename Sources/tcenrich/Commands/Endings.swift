import ArgumentParser
import Foundation

extension MessageOptions {
    /// Runs a command's work: a signal cancels it, an error is told, and both become the exit status.
    ///
    /// - Parameter interruption: What an interruption leaves behind, for people.
    func concluding<R: Sendable>(
        interruption: String,
        _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R? {
        do {
            return try await Signals.cancelling(work)
        } catch let exit as ExitCode {
            throw exit
        } catch {
            if let interrupted = Signals.exitStatus {
                logger().error("interrupted: \(interruption)")
                throw interrupted
            }
            if ErrorText.isClosedPipe(error) { return nil }
            ErrorText(error).show(self)
            throw ExitStatus.broken
        }
    }
}
