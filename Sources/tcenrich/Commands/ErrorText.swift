import Logging
import Pipeline
import PipelineFile
import Tabular

/// Turns whatever ended a run into words on standard error.
struct ErrorText {
    private let error: any Error

    init(_ error: any Error) { self.error = error }

    /// Whoever read our standard output has seen enough; that is success.
    static func isClosedPipe(_ error: any Error) -> Bool {
        (error as? OutputError)?.kind == .closedPipe
    }

    func write(to terminal: Terminal, logger: Logger) {
        switch error {
        case let errors as PipelineFileErrors:
            terminal.write(errors.rendered(colour: terminal.usesColour))
        case let error as PreflightError:
            for problem in error.problems { terminal.write(problem.rendered(colour: terminal.usesColour)) }
        default:
            logger.error("\(error)")
        }
    }
}
