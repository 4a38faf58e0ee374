extension PipelineFileErrors: CustomStringConvertible {
    package var description: String { rendered() }

    /// All problems for a terminal, a blank line between them, and how many there are at the end.
    package func rendered(colour: Bool = false) -> String {
        problems.map { $0.rendered(colour: colour) }.joined(separator: "\n") + "\n" + summary + "\n"
    }

    /// `2 errors, 1 warning`.
    private var summary: String {
        [Problem.Severity.error, .warning].compactMap { severity in
            let count = problems.count { $0.severity == severity }
            return count == 0 ? nil : "\(count) \(severity.rawValue)\(count == 1 ? "" : "s")"
        }.joined(separator: ", ")
    }
}

extension Problem: CustomStringConvertible {
    package var description: String { rendered() }

    /// Several lines, each ended by a newline:
    ///
    /// ```
    /// proxy.yaml:9:18: error: 900 is out of range
    ///   key: threatconnect.max_in_flight
    ///   expected: a whole number from 1 to 512
    ///     9 |   max_in_flight: 900
    ///       |                  ^
    ///   help: …
    /// ```
    package func rendered(colour: Bool = false) -> String {
        let paint = Paint(isOn: colour)
        let place = String(String.UnicodeScalarView(file.unicodeScalars.map(Shown.visible)))
        var lines = [
            paint.bold("\(place):\(line):\(column): ") + paint.severity(severity) + paint.bold(message)
        ]
        if !keyPath.isEmpty { lines.append("  key: \(keyPath)") }
        if let expected { lines.append("  expected: \(expected)") }
        lines += excerpt(paint)
        if let suggestion { lines.append("  help: did you mean '\(suggestion)'?") }
        if let advice { lines.append("  help: \(advice)") }
        return lines.map { $0 + "\n" }.joined()
    }

    private func excerpt(_ paint: Paint) -> [String] {
        guard !sourceLine.isEmpty else { return [] }
        let window = LineWindow(sourceLine, column: column)
        let number = String(line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count))
        let blank = String(repeating: " ", count: gutter.count + number.count)
        return ["\(gutter)\(number) | \(window.text)", "\(blank) | \(window.padding)\(paint.caret("^"))"]
    }
}

/// As much of a line as fits beside its caret.
private struct LineWindow {
    let text: String
    let padding: String

    init(_ line: String, column: Int) {
        let width = 120
        let scalars = Array(line.unicodeScalars)
        let caret = min(max(column - 1, 0), scalars.count)
        let start = scalars.count <= width ? 0 : max(0, min(caret - width / 2, scalars.count - width))
        let end = min(scalars.count, start + width)
        let shown = scalars[start..<end].map { $0 == "\t" ? $0 : Shown.visible($0) }
        let before = scalars[start..<caret].map { $0 == "\t" ? $0 : " " as Unicode.Scalar }
        text = (start > 0 ? "…" : "") + String(String.UnicodeScalarView(shown)) + (end < scalars.count ? "…" : "")
        padding = (start > 0 ? " " : "") + String(String.UnicodeScalarView(before))
    }
}

/// ANSI colours, or nothing.
private struct Paint {
    let isOn: Bool

    func bold(_ text: String) -> String { painted(text, "1") }
    func caret(_ text: String) -> String { painted(text, "1;32") }

    func severity(_ severity: Problem.Severity) -> String {
        painted("\(severity.rawValue): ", severity == .error ? "1;31" : "1;33")
    }

    private func painted(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
