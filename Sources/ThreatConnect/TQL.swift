/// Parts of a TQL filter (API document, section 8.3).
enum TQL {
    /// A string literal. The four characters that end or escape one are escaped, so that no value can say more than itself.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for character in text.unicodeScalars {
            if ["\\", "\"", "'", "`"].contains(character) { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    static func equals(_ keyword: String, _ text: String) -> String { "\(keyword) = \(quoted(text))" }

    /// nil where any will do.
    static func isOne(_ keyword: String, of texts: [String]) -> String? {
        switch texts.count {
        case 0: nil
        case 1: equals(keyword, texts[0])
        default: "\(keyword) in (\(texts.map(quoted).joined(separator: ",")))"
        }
    }

    /// Without this only active indicators are found.
    static let activeOrNot = "(indicatorActive = true or indicatorActive = false)"
}
