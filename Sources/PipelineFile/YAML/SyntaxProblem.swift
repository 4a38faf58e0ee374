internal import Yams

/// Says in our words what Yams and libyaml could not parse.
struct SyntaxProblem {
    let source: SourceText
    let text: String

    func problem(for error: YamlError) -> Problem {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return syntax(problem, context?.text, at: SourcePosition(line: mark.line, column: mark.column))
        case .duplicatedKeysInMapping(let keys, let context):
            let position = SourcePosition(line: context.mark.line, column: context.mark.column)
            return source.problem("duplicate key \(Shown.list(keys.map { Shown.quoted($0) }))", at: position)
        default:
            return source.problem("YAML syntax: \(error)", at: .start)
        }
    }

    private func syntax(_ problem: String, _ context: String?, at position: SourcePosition) -> Problem {
        let last = max(1, source.lines.count)
        let inside = SourcePosition(line: min(position.line, last), column: position.column)
        // libyaml names its own functions here.
        if problem.contains("nesting level") { return source.problem("nested too deeply", at: inside) }
        let message = [problem, context].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        return source.problem("YAML syntax: \(message)", at: inside, advice: advice(message, at: inside))
    }

    private func advice(_ problem: String, at position: SourcePosition) -> String? {
        let lines = SourceText.split(text)
        guard lines.indices.contains(position.line - 1) else { return nil }
        let line = lines[position.line - 1]
        let scalar = line.indices.contains(position.column - 1) ? line[position.column - 1] : nil
        if scalar == "\t" || line.first(where: { $0 != " " }) == "\t" { return "indent with spaces, not with tabs" }
        if let scalar, "@`%".unicodeScalars.contains(scalar) {
            return "put a value that begins with \(scalar) in quotes"
        }
        if scalar == "{", position.column > 1, line[position.column - 2] == "$" {
            return "inside { } and [ ] put a value with ${…} in quotes, as in {url: \"${TC_URL}\"}"
        }
        if problem.contains("alias") { return "put a value that begins with * in quotes" }
        if problem.contains("mapping values") {
            return "put a value that contains ': ' in quotes, and give keys of one mapping the same indentation"
        }
        let shown = String(String.UnicodeScalarView(line))
        return shown.contains(/[:\-]\s+\{/) ? "put a value that begins with { in quotes" : nil
    }
}
