/// What must be known about a text before libyaml and Yams see it.
///
/// Control characters get a position of their own here. Aliases inside keys are refused because Yams hashes every key in
/// full, which takes exponential time when aliases nest.
struct YAMLGuard {
    let source: SourceText
    let text: String

    var problems: [Problem] {
        let lines = SourceText.split(text)
        let characters = controlCharacters(lines)
        return characters.isEmpty ? compoundKeys(lines) : characters
    }

    /// At most ten of them: a binary file has thousands.
    private func controlCharacters(_ lines: [[Unicode.Scalar]]) -> [Problem] {
        var problems: [Problem] = []
        for (line, scalars) in lines.enumerated() {
            for (column, scalar) in scalars.enumerated() where !Self.isPrintable(scalar) {
                let code = String(scalar.value, radix: 16, uppercase: true)
                let name = "U+" + String(repeating: "0", count: max(0, 4 - code.count)) + code
                let position = SourcePosition(line: line + 1, column: column + 1)
                problems.append(source.problem("the character \(name) is not allowed", at: position))
                if problems.count == 10 { return problems }
            }
        }
        return problems
    }

    /// YAML 1.1, production [1] c-printable.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private func compoundKeys(_ lines: [[Unicode.Scalar]]) -> [Problem] {
        let hasAnchor = lines.contains { line in
            line.indices.contains { line[$0] == "&" && beginsToken(line, $0) && Self.isNamed(line, $0) }
        }
        guard hasAnchor else { return [] }
        for (number, line) in lines.enumerated() {
            if let column = line.indices.first(where: { isCompoundKey(line, $0) }) {
                let position = SourcePosition(line: number + 1, column: column + 1)
                return [source.problem("a key must be text, not an alias, list or mapping", at: position)]
            }
        }
        return []
    }

    private func isCompoundKey(_ line: [Unicode.Scalar], _ index: Int) -> Bool {
        switch line[index] {
        case "?":
            return beginsNode(line, index)
                && (index + 1 == line.count || " \t".unicodeScalars.contains(line[index + 1]))
        case "]", "}": return colonFollows(line, index + 1)
        case "*":
            guard beginsToken(line, index), Self.isNamed(line, index) else { return false }
            let end = line[(index + 1)...].firstIndex { " \t,[]{}".unicodeScalars.contains($0) } ?? line.count
            return colonFollows(line, end) || line[end - 1] == ":"
        default: return false
        }
    }

    private func beginsToken(_ line: [Unicode.Scalar], _ index: Int) -> Bool {
        index == 0 || " \t[{,".unicodeScalars.contains(line[index - 1])
    }

    /// Only indicators and blanks stand in front.
    private func beginsNode(_ line: [Unicode.Scalar], _ index: Int) -> Bool {
        guard let previous = line[..<index].last(where: { $0 != " " && $0 != "\t" }) else { return true }
        return "-?:[{,".unicodeScalars.contains(previous)
    }

    private static func isNamed(_ line: [Unicode.Scalar], _ index: Int) -> Bool {
        index + 1 < line.count && !" \t,[]{}".unicodeScalars.contains(line[index + 1])
    }

    private func colonFollows(_ line: [Unicode.Scalar], _ index: Int) -> Bool {
        line[index...].first { $0 != " " && $0 != "\t" } == ":"
    }
}
