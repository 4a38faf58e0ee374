extension ValueTemplate {
    /// Why a text is no template, and where: the offset counts Unicode scalars from 0.
    package struct Defect: Error, Sendable, Hashable {
        package let message: String
        package let offset: Int
        package let suggestion: String?
    }

    /// Reads the text of a value. `row.NAME` or `row['NAME']` alone stands for `{row.NAME}`.
    package init(_ text: String, position: SourcePosition = .start) throws(Defect) {
        let scalars = Array(text.unicodeScalars)
        if let column = Self.column(text) {
            self.init(text: text, parts: [.placeholder(.lastRow(column))], position: position)
        } else {
            self.init(text: text, parts: try Self.parts(of: scalars), position: position)
        }
    }

    private static func column(_ text: String) -> String? {
        guard text.hasPrefix("row"), !text.contains("{"), !text.contains("}") else { return nil }
        let rest = text.dropFirst(3)
        if rest.hasPrefix("['"), rest.hasSuffix("']"), rest.count > 4 {
            return String(rest.dropFirst(2).dropLast(2)).replacing("''", with: "'")
        }
        guard rest.hasPrefix("."), rest.count > 1, !rest.contains(where: \.isWhitespace) else { return nil }
        return String(rest.dropFirst())
    }

    private static func parts(of scalars: [Unicode.Scalar]) throws(Defect) -> [Part] {
        var (parts, literal, index): ([Part], String, Int) = ([], "", 0)
        while index < scalars.count {
            let scalar = scalars[index]
            let isDoubled = index + 1 < scalars.count && scalars[index + 1] == scalar
            guard scalar == "{" || scalar == "}" else {
                literal.unicodeScalars.append(scalar)
                index += 1
                continue
            }
            if isDoubled {
                literal.unicodeScalars.append(scalar)
                index += 2
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
            let message = "'\(scalars[start])' without '\(missing)'; a brace itself is written twice"
            throw Defect(message: message, offset: start, suggestion: nil)
        }
        let name = String(String.UnicodeScalarView(scalars[(start + 1)..<end]))
        guard let placeholder = Placeholder(name) else {
            throw Defect(
                message: "unknown placeholder \(Shown.quoted("{\(name)}"))",
                offset: start,
                suggestion: Spelling.nearest(to: name, among: Placeholder.fixedNames).map { "{\($0)}" }
            )
        }
        return (placeholder, end + 1)
    }
}

extension ValueTemplate.Placeholder {
    /// All names but those of a record's fields.
    static let fixedNames =
        ["count", "first", "last"] + AnswerField.allCases.map(\.rawValue)
        + ValueTemplate.RunField.allCases.map { "run.\($0.rawValue)" }

    fileprivate init?(_ name: String) {
        switch name {
        case "count": self = .count
        case "first": self = .first
        case "last": self = .last
        default:
            if let field = AnswerField(rawValue: name) {
                self = .answer(field)
            } else if let field = Self.rest(of: name, after: "run.").flatMap(ValueTemplate.RunField.init(rawValue:)) {
                self = .run(field)
            } else if let column = Self.rest(of: name, after: "row.") ?? Self.rest(of: name, after: "last.") {
                self = .lastRow(column)
            } else if let column = Self.rest(of: name, after: "first.") {
                self = .firstRow(column)
            } else {
                return nil
            }
        }
    }

    private static func rest(of name: String, after prefix: String) -> String? {
        name.hasPrefix(prefix) && name.count > prefix.count ? String(name.dropFirst(prefix.count)) : nil
    }
}
