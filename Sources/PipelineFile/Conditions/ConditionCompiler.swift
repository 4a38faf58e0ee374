/// From text to a condition whose every part has been checked.
enum ConditionCompiler {
    /// The condition, or why there is none.
    ///
    /// - Parameter knowsVerdict: Whether the verdict has been decided when the condition is asked.
    static func compile(_ input: ConditionText, knowsVerdict: Bool) -> (Condition?, [ConditionDefect]) {
        do {
            var parser = try ConditionParser(input, knowsVerdict: knowsVerdict)
            let expression = try parser.parse()
            guard parser.check.defects.isEmpty else { return (nil, parser.check.defects) }
            let condition = Condition(
                source: input.text,
                expression: expression,
                rowNames: parser.rowNames,
                answerFields: parser.answerFields
            )
            return (condition, [])
        } catch {
            return (nil, [error])
        }
    }
}

extension Condition {
    /// A condition that stands alone instead of in a pipeline file.
    ///
    /// - Parameter origin: What problems name instead of a file.
    package init(_ text: String, origin: String = "condition") throws(PipelineFileErrors) {
        let scalars = text.unicodeScalars.count
        let input = ConditionText(text, places: (0...scalars).map { SourcePosition(line: 1, column: $0 + 1) })
        let (condition, defects) = ConditionCompiler.compile(input, knowsVerdict: true)
        guard let condition else {
            let source = SourceText(file: origin, text: text)
            throw PipelineFileErrors(
                defects.map { defect in
                    source.problem(
                        defect.message,
                        at: input.position(at: defect.offset),
                        expected: defect.expected,
                        suggestion: defect.suggestion,
                        advice: defect.advice
                    )
                }
            )
        }
        self = condition
    }
}
