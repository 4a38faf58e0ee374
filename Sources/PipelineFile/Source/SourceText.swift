/// The pipeline file's lines as they may be shown: what looks like a written-out secret is masked.
package struct SourceText: Sendable, Hashable {
    /// The file's name as it was given.
    package let file: String
    let lines: [String]

    init(file: String, text: String) {
        self.file = file
        lines = SecretMask.masked(Self.split(text).map { String(String.UnicodeScalarView($0)) })
    }

    /// Splits at the line breaks of YAML 1.1, which libyaml counts: LF, CR, CR LF, NEL, LS, PS.
    static func split(_ text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\n", afterReturn {
                afterReturn = false
                continue
            }
            afterReturn = scalar == "\r"
            if isBreak(scalar) { lines.append([]) } else { lines[lines.count - 1].append(scalar) }
        }
        return lines
    }

    static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    func problem(
        _ message: String,
        severity: Problem.Severity = .error,
        at position: SourcePosition,
        keyPath: String = "",
        expected: String? = nil,
        suggestion: String? = nil,
        advice: String? = nil
    ) -> Problem {
        Problem(
            severity: severity,
            file: file,
            line: position.line,
            column: position.column,
            keyPath: keyPath,
            message: message,
            expected: expected,
            suggestion: suggestion,
            advice: advice,
            sourceLine: lines.indices.contains(position.line - 1) ? lines[position.line - 1] : ""
        )
    }
}
