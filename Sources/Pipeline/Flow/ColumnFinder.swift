import PipelineFile
import Tabular

/// Finds named columns in the input's header and collects what it cannot find.
struct ColumnFinder {
    private let layout: InputLayout
    private var problems: [PreflightError.Problem] = []

    init(layout: InputLayout) { self.layout = layout }

    /// The column's position; nil, with the problem noted, when there is not exactly one of that name.
    mutating func find(_ name: String, at position: SourcePosition) -> Int? {
        let found = layout.columns.indices.filter { layout.columns[$0].name == name }
        if found.count == 1 { return found[0] }
        let message =
            found.isEmpty
            ? "the input has no column '\(name)'" : "the input has \(found.count) columns named '\(name)'"
        problems.append(PreflightError.Problem(position: position, message: message, help: help(for: name)))
        return nil
    }

    func throwProblems() throws {
        if !problems.isEmpty { throw PreflightError(problems: problems) }
    }

    private func help(for name: String) -> String {
        let names = layout.columns.map(\.name)
        guard !names.isEmpty else { return "the input is empty: there is no header" }
        let shown = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        let more = names.count > 20 ? ", … (\(names.count) in all)" : ""
        let near = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
        return near + "columns: " + shown + more
    }
}

/// The pipeline file does not fit the input. Found before anything is asked or written.
package struct PreflightError: Error, Sendable {
    package struct Problem: Sendable {
        /// In the pipeline file; nil where the problem has no place there.
        package var position: SourcePosition?
        package var message: String
        package var help: String
    }

    package var problems: [Problem]
}
