extension ValueTemplate {
    /// Reads the text of a value. `row.NAME` or `row['NAME']` alone stands for `{row.NAME}`.
    package init(_ text: String, position: SourcePosition = .start) throws(TemplateDefect) {
        if let column = Self.column(text) {
            self.init(text: text, parts: [.placeholder(.lastRow(column))], position: position)
        } else {
            self.init(text: text, parts: try Self.parser.parts(of: text), position: position)
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

    private static var parser: TemplateParser<Placeholder> {
        TemplateParser(names: Placeholder.fixedNames) { Placeholder($0) }
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
