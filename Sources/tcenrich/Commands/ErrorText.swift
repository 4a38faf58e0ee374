import Pipeline
import PipelineFile
import Tabular

/// Turns whatever ended a run into words on standard error.
struct ErrorText {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Whoever read our standard output has seen enough; that is success.
    static func isClosedPipe(_ error: any Error) -> Bool {
        error is ClosedOutput || (error as? OutputError)?.kind == .closedPipe
    }

    func show(_ messages: MessageOptions) {
        switch error {
        case let errors as PipelineFileErrors: messages.show(errors)
        case let error as PreflightError: messages.show(error.problems)
        default: messages.logger().error("\(error)")
        }
    }
}
