/// From text to a condition whose every part has been checked.
enum ConditionCompiler {
    /// The condition, or why there is none.
    static func compile(_ input: ConditionText) -> (Condition?, [ConditionDefect]) {
        do {
            var parser = try ConditionParser(input)
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
