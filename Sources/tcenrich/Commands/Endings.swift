import ArgumentParser
import Foundation

extension MessageOptions {
    /// Runs a command's work: a signal cancels it, an error is told, and both become the exit status.
    ///
    /// - Parameters:
    ///   - interruption: What an interruption leaves behind, for people.
    ///   - advice: How to go on after an interruption or an error.
    func concluding<R: Sendable>(
        interruption: @escaping @Sendable () -> String,
        advice: @escaping @Sendable () -> String? = { nil },
        _ work: @escaping @Sendable () async throws -> R
    ) async throws -> R? {
        do {
            return try await Signals.cancelling(work)
        } catch let exit as ExitCode {
            throw exit
        } catch {
            if let interrupted = Signals.exitStatus {
                logger().error("interrupted: \(interruption())")
                if let advice = advice() { logger().notice("\(advice)") }
                throw interrupted
            }
            if ErrorText.isClosedPipe(error) { return nil }
            ErrorText(error).show(self)
            if let advice = advice() { logger().notice("\(advice)") }
            throw ExitStatus.broken
        }
    }
}
