internal import Foundation

/// A regular expression of ICU, whose common part ECMA-262 shares.
struct Pattern {
    private let expression: NSRegularExpression?
    private let isAnchored: Bool

    /// For the table's own patterns; the tests compile each of them.
    init(_ pattern: String) {
        expression = try? NSRegularExpression(pattern: pattern)
        isAnchored = pattern.hasSuffix("$")
    }

    var isValid: Bool { expression != nil }

    func matches(_ text: String) -> Bool {
        // ICU's `$` also stands in front of a final line break, ECMA-262's does not.
        if isAnchored, text.unicodeScalars.last.map({ $0.properties.isWhitespace }) == true { return false }
        let range = NSRange(location: 0, length: text.utf16.count)
        return expression?.firstMatch(in: text, range: range) != nil
    }
}
