/// A template is text with places to fill in.
package enum TemplatePart<Placeholder: Sendable & Hashable>: Sendable, Hashable {
    case text(String)
    case placeholder(Placeholder)
}

/// Why a text is no template, and where: the offset counts Unicode scalars from 0.
package struct TemplateDefect: Error, Sendable, Hashable {
    package let message: String
    package let offset: Int
    package let suggestion: String?
}

/// Takes a template apart: `{name}` is a place to fill in, `{{` and `}}` are braces.
struct TemplateParser<Placeholder: Sendable & Hashable> {
    typealias Part = TemplatePart<Placeholder>

    /// What may be meant by a name that is none.
    let names: [String]
    /// nil for a name that is none.
    let placeholder: (String) -> Placeholder?

    func parts(of text: String) throws(TemplateDefect) -> [Part] {
        let scalars = Array(text.unicodeScalars)
        var (parts, literal, index): ([Part], String, Int) = ([], "", 0)
        while index < scalars.count {
            let scalar = scalars[index]
            let isBrace = scalar == "{" || scalar == "}"
            let isDoubled = isBrace && index + 1 < scalars.count && scalars[index + 1] == scalar
            guard isBrace, !isDoubled else {
                literal.unicodeScalars.append(scalar)
                index += isDoubled ? 2 : 1
                continue
            }
            let (placeholder, end) = try place(in: scalars, at: index)
            if !literal.isEmpty { parts.append(.text(literal)) }
            parts.append(.placeholder(placeholder))
            (literal, index) = ("", end)
        }
        return literal.isEmpty ? parts : parts + [.text(literal)]
    }

    private func place(
        in scalars: [Unicode.Scalar],
        at start: Int
    ) throws(TemplateDefect) -> (Placeholder, end: Int) {
        guard scalars[start] == "{", let end = scalars[start...].firstIndex(of: "}") else {
            let missing = scalars[start] == "{" ? "}" : "{"
            let message = "'\(scalars[start])' without '\(missing)'; a brace itself is written twice"
            throw TemplateDefect(message: message, offset: start, suggestion: nil)
        }
        let name = String(String.UnicodeScalarView(scalars[(start + 1)..<end]))
        if let placeholder = placeholder(name) { return (placeholder, end + 1) }
        throw TemplateDefect(
            message: "unknown placeholder \(Shown.quoted("{\(name)}"))",
            offset: start,
            suggestion: Spelling.nearest(to: name, among: names).map { "{\($0)}" }
        )
    }
}
