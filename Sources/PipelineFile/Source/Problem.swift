/// One thing wrong with a pipeline file, with everything somebody needs to put it right.
package struct Problem: Sendable, Hashable {
    package enum Severity: String, Sendable, Hashable {
        /// The file cannot be run.
        case error
        case warning
    }

    package var severity: Severity
    package var file: String
    /// From 1.
    package var line: Int
    /// From 1, in Unicode scalars.
    package var column: Int
    /// `read.observables[0].type`; empty for the file as a whole.
    package var keyPath: String
    package var message: String
    /// What may stand there: `a whole number from 1 to 512`.
    package var expected: String?
    /// What was probably meant.
    package var suggestion: String?
    /// What to do, where no spelling helps.
    package var advice: String?
    /// The line itself, secrets masked; empty when there is none.
    package var sourceLine: String
}

/// Every problem of a pipeline file, by position; at least one is an error.
package struct PipelineFileErrors: Error, Sendable, Hashable {
    package let problems: [Problem]

    init(_ problems: [Problem]) {
        self.problems = problems.inFileOrder
    }
}

extension [Problem] {
    var inFileOrder: [Problem] {
        enumerated().sorted {
            ($0.element.line, $0.element.column, $0.offset) < ($1.element.line, $1.element.column, $1.offset)
        }.map(\.element)
    }
}
