internal import Yams

/// A copy of the text in which the first of two equal keys has another first letter.
///
/// Yams refuses a file at its first duplicate key. The copy lets it go on, so that the rest of the file is checked too
/// and the duplicate is reported where it stands. Replacements come from Unicode's private use area and are as long as
/// what they replace, so no position moves.
struct RenamedKeys {
    /// Every renaming parses the file once more.
    private static let limit = 50

    private(set) var text: String
    private var originals: [Unicode.Scalar: Unicode.Scalar] = [:]

    init(text: String) { self.text = text }

    /// Returns false where no key can be renamed: too many, or nothing at `mark` that looks like one.
    mutating func renameKey(at mark: Mark) -> Bool {
        guard originals.count < Self.limit, let replacement = unusedScalar() else { return false }
        var scalars = text.unicodeScalars
        guard var index = index(of: mark) else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index = scalars.index(after: index) }
        guard index < scalars.endIndex, scalars[index].properties.isAlphabetic else { return false }
        originals[replacement] = scalars[index]
        scalars.replaceSubrange(index...index, with: CollectionOfOne(replacement))
        text = String(scalars)
        return true
    }

    /// The key as the file has it.
    func original(_ key: String) -> String {
        guard let first = key.unicodeScalars.first, let original = originals[first] else { return key }
        return String(String.UnicodeScalarView([original] + key.unicodeScalars.dropFirst()))
    }

    private func unusedScalar() -> Unicode.Scalar? {
        (0xE000...0xF8FF).lazy.compactMap { Unicode.Scalar($0) }
            .first { originals[$0] == nil && !text.unicodeScalars.contains($0) }
    }

    private func index(of mark: Mark) -> String.UnicodeScalarView.Index? {
        var (line, column) = (1, 1)
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            if (line, column) == (mark.line, mark.column) { return index }
            let scalar = scalars[index]
            index = scalars.index(after: index)
            guard SourceText.isBreak(scalar) else {
                column += 1
                continue
            }
            if scalar == "\r", index < scalars.endIndex, scalars[index] == "\n" { index = scalars.index(after: index) }
            (line, column) = (line + 1, 1)
        }
        return nil
    }
}
