/// Text from outside as it may appear in a message: on one line, of bounded length, without control characters.
enum Shown {
    static func quoted(_ text: String, limit: Int = 60) -> String {
        // Masked before it is clipped: half a password is too much.
        let scalars = SecretMask.withoutUserInfo(text).unicodeScalars
        let clipped = scalars.count > limit ? scalars.prefix(limit).map(visible) + ["…"] : scalars.map(visible)
        return "'" + String(String.UnicodeScalarView(clipped)) + "'"
    }

    /// A control character would move the cursor or change colours of a terminal.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
        default: scalar
        }
    }

    /// `a, b and c`.
    static func list(_ words: [String], last: String = "and") -> String {
        guard words.count > 1, let final = words.last else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " \(last) " + final
    }
}
