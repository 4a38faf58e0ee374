/// The steps from bytes to a specification: text, YAML, table, rules between keys, values.
struct PipelineReading {
    let bytes: [UInt8]
    let file: String
    let replacement: Replacement

    func specification() throws(PipelineFileErrors) -> PipelineSpecification {
        let text = try self.text()
        let source = SourceText(file: file, text: text)
        var loader = YAMLLoader(source: source, text: text)
        let root = loader.root()
        var checker = Checker(source: source, text: text, replacement: replacement)
        var problems = loader.problems
        let section = root.flatMap { checker.section(.init(node: $0, keyPath: ""), SpecificationTable.root) }
        problems += checker.problems
        guard let section else { throw PipelineFileErrors(problems) }
        problems += RuleCheck.problems(in: section, source: source)
        guard !problems.contains(where: { $0.severity == .error }) else { throw PipelineFileErrors(problems) }
        let construction = Construction(file: file, source: source, warnings: problems.inFileOrder)
        do { return try construction.specification(section) } catch {
            // The table requires or supplies every value, so this is a gap in the table.
            throw PipelineFileErrors([source.problem("no value", at: .start, keyPath: error.keyPath)])
        }
    }

    private func text() throws(PipelineFileErrors) -> String {
        let empty = SourceText(file: file, text: "")
        guard bytes.count <= PipelineSpecification.maxFileBytes else {
            let message = "the file has \(bytes.count) bytes"
            let expected = "at most \(PipelineSpecification.maxFileBytes)"
            throw PipelineFileErrors([empty.problem(message, at: .start, expected: expected)])
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        if let text = String(validating: content, as: UTF8.self) { return text }
        let valid = SourceText.split(String(decoding: content.prefix(Self.validLength(content)), as: UTF8.self))
        let position = SourcePosition(line: valid.count, column: (valid.last?.count ?? 0) + 1)
        throw PipelineFileErrors([empty.problem("the file is not UTF-8 text", at: position, expected: "UTF-8")])
    }

    /// Bytes before the first that belongs to no UTF-8 character.
    private static func validLength(_ bytes: ArraySlice<UInt8>) -> Int {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var length = 0
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { length += UTF8.width(scalar) }
        return length
    }
}
