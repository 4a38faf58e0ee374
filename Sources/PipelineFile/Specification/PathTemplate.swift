/// A path with `{name}`, `{date}`, `{time}` and `{run_id}` to fill in; `{{` and `}}` are braces, `-` is standard output.
package struct PathTemplate: Sendable, Hashable {
    package enum Placeholder: String, Sendable, Hashable, CaseIterable {
        case name
        case date
        case time
        case runID = "run_id"
    }

    /// As the file has it.
    package let text: String
    let parts: [TemplatePart<Placeholder>]

    package var isStandardOutput: Bool { text == "-" }

    /// - Parameters:
    ///   - name: The pipeline's name.
    ///   - date: `2026-03-25`.
    ///   - time: Without characters that a file name cannot hold, as `174509`.
    package func resolved(name: String, date: String, time: String, runID: String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .placeholder(.name): name
            case .placeholder(.date): date
            case .placeholder(.time): time
            case .placeholder(.runID): runID
            }
        }.joined()
    }
}

extension PathTemplate {
    package init(_ text: String) throws(TemplateDefect) {
        let parser = TemplateParser(names: Placeholder.allCases.map(\.rawValue)) { Placeholder(rawValue: $0) }
        self.text = text
        parts = try parser.parts(of: text)
    }

    /// The same path with `mark` in front of its suffixes: `out/x.csv.gz` gives `out/x-totals.csv.gz`.
    func inserting(_ mark: String) -> PathTemplate {
        let fileStart = text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex
        var stem = text[fileStart...]
        for suffix in [".gz", ".zst"] where stem.hasSuffix(suffix) { stem.removeLast(suffix.count) }
        let dot = stem.dropFirst().lastIndex(of: ".") ?? stem.endIndex
        let cut = text[..<dot] + mark + text[dot...]
        // Placeholders lie in front of the last dot or contain none, so the text stays a template.
        return (try? PathTemplate(String(cut))) ?? self
    }
}
