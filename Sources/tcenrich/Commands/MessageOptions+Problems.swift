import Logging
import PipelineFile

extension MessageOptions {
    /// All problems of a pipeline file: with source line and caret for people, one JSON object each for machines.
    func show(_ errors: PipelineFileErrors) {
        guard logFormat == .text else { return show(errors.problems) }
        terminal.write(errors.rendered(colour: terminal.usesColour), terminator: "")
    }

    func show(_ problems: [Problem]) {
        let log = logger()
        for problem in problems where !quiet || problem.severity == .error {
            switch logFormat {
            case .text: terminal.write(problem.rendered(colour: terminal.usesColour), terminator: "")
            case .json: log.log(level: problem.logLevel, "\(problem.message)", metadata: problem.logFields)
            }
        }
    }
}

extension Problem {
    fileprivate var logLevel: Logger.Level { severity == .error ? .error : .warning }

    fileprivate var logFields: Logger.Metadata {
        var fields: Logger.Metadata = ["file": "\(file)", "line": "\(line)", "column": "\(column)"]
        if !keyPath.isEmpty { fields["key"] = "\(keyPath)" }
        fields["expected"] = expected.map { "\($0)" }
        fields["suggestion"] = suggestion.map { "\($0)" }
        fields["advice"] = advice.map { "\($0)" }
        return fields
    }
}
