import Logging
import Pipeline

extension MessageOptions {
    /// The numbers of a run: a few lines for people, one log entry for machines.
    ///
    /// - Parameter elapsed: Seconds; nil leaves the duration out.
    func summarize(_ result: RunResult, elapsed: Double?) {
        if logFormat == .json {
            logger().notice("run finished", metadata: result.logFields)
        } else if !quiet {
            for line in SummaryText(result: result, elapsed: elapsed, terminal: terminal).lines { terminal.write(line) }
        }
    }
}
