internal import Yams

/// Parses YAML text with Yams 6 (libyaml, YAML 1.1 syntax) into nodes with places.
struct YAMLLoader {
    let source: SourceText
    let text: String
    private(set) var problems: [Problem] = []

    init(source: SourceText, text: String) {
        self.source = source
        self.text = text
    }

    /// The document's root; nil when there is none, with a problem that says why.
    mutating func root() -> YAMLNode? {
        problems += YAMLGuard(source: source, text: text).problems
        guard problems.isEmpty else { return nil }
        var duplicates = RenamedKeys(text: text)
        while true {
            do { return try document(in: duplicates) } catch let error as YamlError {
                if case .duplicatedKeysInMapping(_, let context) = error, duplicates.renameKey(at: context.mark) {
                    continue
                }
                problems.append(SyntaxProblem(source: source, text: text).problem(for: error))
            } catch let limit as YAMLConversion.Limit {
                problems.append(source.problem(limit.message, at: limit.position))
            } catch {
                problems.append(source.problem("cannot be parsed: \(error)", at: .start))
            }
            return nil
        }
    }

    private mutating func document(in keys: RenamedKeys) throws -> YAMLNode? {
        // Tags are not resolved: what a scalar means depends on its key.
        let parser = try Parser(yaml: keys.text, resolver: .basic, encoding: .utf8)
        guard let first = try parser.nextRoot() else {
            problems.append(source.problem("the file is empty", at: .start, expected: "a mapping with 'version: 1'"))
            return nil
        }
        var conversion = YAMLConversion(source: source, keys: keys)
        let root = try conversion.node(first, depth: 0)
        problems += conversion.problems
        try refuseMoreDocuments(parser)
        return root
    }

    private mutating func refuseMoreDocuments(_ parser: Parser) throws {
        guard let second = try parser.nextRoot() else { return }
        let position = second.mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? .start
        problems.append(source.problem("a pipeline file holds one document, here begins another", at: position))
    }
}
