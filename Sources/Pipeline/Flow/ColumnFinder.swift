package import PipelineFile
import Tabular

/// Finds named columns in the input's header and collects what it cannot find.
struct ColumnFinder {
    private let layout: InputLayout
    private let specification: PipelineSpecification
    private(set) var problems: [Problem] = []

    init(specification: PipelineSpecification, layout: InputLayout) {
        self.specification = specification
        self.layout = layout
    }

    /// The column's position; nil, with the problem noted, when there is not exactly one of that name.
    mutating func find(_ name: String, at position: SourcePosition, keyPath: String) -> Int? {
        let names = layout.columns.map(\.name)
        let found = names.indices.filter { names[$0] == name }
        if found.count == 1 { return found[0] }
        problems.append(
            specification.problem(
                found.isEmpty ? Self.missing(name, names) : "the input has \(found.count) columns named '\(name)'",
                at: position,
                keyPath: keyPath,
                suggestion: found.isEmpty ? Spelling.nearest(to: name, among: names) : nil
            )
        )
        return nil
    }

    private static func missing(_ name: String, _ names: [String]) -> String {
        guard !names.isEmpty else { return "the input has no column '\(name)': it is empty, there is no header" }
        let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        let more = names.count > 20 ? ", … (\(names.count) in all)" : ""
        return "the input has no column '\(name)'; it has \(shown)\(more)"
    }
}

/// The pipeline file does not fit the input. Found before anything is asked or written.
package struct PreflightError: Error, Sendable {
    package var problems: [Problem]
}
