/// A path with `{name}`, `{date}`, `{time}` and `{run_id}` to fill in; `-` is standard output.
package struct PathTemplate: Sendable, Hashable {
    package enum Placeholder: String, Sendable, Hashable, CaseIterable {
        case name
        case date
        case time
        case runID = "run_id"
    }

    enum Part: Sendable, Hashable {
        case text(String)
        case placeholder(Placeholder)
    }

    /// As the file has it.
    package let text: String
    let parts: [Part]

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
    /// Why a text is no template, and where: the offset counts Unicode scalars from 0.
    package struct Defect: Error, Sendable, Hashable {
        package let message: String
        package let offset: Int
        package let suggestion: String?
    }

    package init(_ text: String) throws(Defect) {
        self.text = text
        parts = try Self.parts(of: Array(text.unicodeScalars))
    }

    private static func parts(of scalars: [Unicode.Scalar]) throws(Defect) -> [Part] {
        var (parts, literal, index): ([Part], String, Int) = ([], "", 0)
        while index < scalars.count {
            guard scalars[index] == "{" || scalars[index] == "}" else {
                literal.unicodeScalars.append(scalars[index])
                index += 1
                continue
            }
            let (placeholder, end) = try placeholder(in: scalars, at: index)
            if !literal.isEmpty { parts.append(.text(literal)) }
            parts.append(.placeholder(placeholder))
            (literal, index) = ("", end)
        }
        return literal.isEmpty ? parts : parts + [.text(literal)]
    }

    private static func placeholder(
        in scalars: [Unicode.Scalar],
        at start: Int
    ) throws(Defect) -> (Placeholder, end: Int) {
        guard scalars[start] == "{", let end = scalars[start...].firstIndex(of: "}") else {
            let missing = scalars[start] == "{" ? "}" : "{"
            throw Defect(message: "'\(scalars[start])' without '\(missing)'", offset: start, suggestion: nil)
        }
        let name = String(String.UnicodeScalarView(scalars[(start + 1)..<end]))
        guard let placeholder = Placeholder(rawValue: name) else {
            throw Defect(
                message: "unknown placeholder \(Shown.quoted("{\(name)}"))",
                offset: start,
                suggestion: Spelling.nearest(to: name, among: Placeholder.allCases.map(\.rawValue)).map { "{\($0)}" }
            )
        }
        return (placeholder, end + 1)
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
