/// Says for every Unicode scalar of a YAML scalar's value where in the file it was written.
///
/// Follows libyaml's reading of plain, quoted and block scalars: quotes, escapes, doubled quotes, line folding, block
/// indentation. Where the file turns out different from what is expected, the last place that agreed is returned.
struct ScalarPlaces {
    private let lines: [[Unicode.Scalar]]
    private let style: YAMLScalar.Style
    private var line: Int
    private var column: Int
    private var indent: Int?

    /// - Parameter lines: The file's lines, unmasked.
    init(_ scalar: YAMLScalar, lines: [[Unicode.Scalar]]) {
        self.lines = lines
        (line, column) = (scalar.position.line - 1, scalar.position.column - 1)
        style = scalar.style
        skipProperties()
    }

    /// One place per scalar of `text`, and one for its end.
    mutating func places(of text: String) -> [SourcePosition] {
        enterContent()
        var places: [SourcePosition] = []
        for scalar in text.unicodeScalars { places.append(advance(over: scalar)) }
        return places + [SourcePosition(line: line + 1, column: column + 1)]
    }

    private var current: Unicode.Scalar? {
        lines.indices.contains(line) && lines[line].indices.contains(column) ? lines[line][column] : nil
    }

    /// `&anchor` and `!tag` stand in front of the value.
    private mutating func skipProperties() {
        while let scalar = current, scalar == "&" || scalar == "!" {
            while let scalar = current, scalar != " ", scalar != "\t" { column += 1 }
            while let scalar = current, scalar == " " || scalar == "\t" { column += 1 }
        }
    }

    private mutating func enterContent() {
        switch style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: if current == "'" || current == "\"" { column += 1 }
        case .literal, .folded:
            guard current == "|" || current == ">" else { return }
            nextLine()
        }
    }

    private mutating func advance(over scalar: Unicode.Scalar) -> SourcePosition {
        let isBlank = scalar == "\n" || scalar == " "
        if style == .doubleQuoted, current == "\\", lines[line].count == column + 1 { nextLine() }
        while !isBlank, restIsBlank, line + 1 < lines.count { nextLine() }
        let place = SourcePosition(line: line + 1, column: column + 1)
        if isBlank, restIsBlank { nextLine() } else { column += width(of: scalar) }
        return place
    }

    private var restIsBlank: Bool {
        guard lines.indices.contains(line) else { return false }
        return lines[line].dropFirst(column).allSatisfy { $0 == " " || $0 == "\t" }
    }

    private mutating func nextLine() {
        guard line + 1 < lines.count else { return }
        line += 1
        let leading = lines[line].prefix { $0 == " " || $0 == "\t" }.count
        switch style {
        case .literal, .folded:
            if indent == nil, leading < lines[line].count { indent = leading }
            column = min(indent ?? leading, leading)
        default: column = leading
        }
    }

    /// How many characters of the file stand for one of the value.
    private func width(of scalar: Unicode.Scalar) -> Int {
        guard let current else { return 0 }
        if style == .singleQuoted, current == "'" { return 2 }
        guard style == .doubleQuoted, current == "\\" else { return current == scalar ? 1 : 0 }
        switch lines[line].indices.contains(column + 1) ? lines[line][column + 1] : nil {
        case "x": return 4
        case "u": return 6
        case "U": return 10
        default: return 2
        }
    }
}
