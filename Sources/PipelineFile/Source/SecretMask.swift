/// Hides secrets that somebody wrote into the file, so that a message about a line does not print them.
///
/// Works on the text and not on the parsed file, because a file that cannot be parsed has messages too. Rather masks
/// too much: every key whose name resembles that of a secret counts.
enum SecretMask {
    static let mask = "[secret]"

    static func masked(_ lines: [String]) -> [String] {
        var continued: Int?
        return lines.map { line in
            let indent = line.unicodeScalars.prefix { $0 == " " }.count
            if let secret = continued, indent > secret || line.allSatisfy(\.isWhitespace) {
                return String(repeating: " ", count: indent) + (indent < line.unicodeScalars.count ? mask : "")
            }
            continued = nil
            guard let start = secretStart(in: Array(line.unicodeScalars)) else { return withoutUserInfo(line) }
            continued = indent
            return String(String.UnicodeScalarView(line.unicodeScalars.prefix(start)))
                + (start < line.unicodeScalars.count ? mask : "")
        }
    }

    /// Where the value of a secret key begins that is more than `${NAME}`.
    private static func secretStart(in line: [Unicode.Scalar]) -> Int? {
        var wordStart = 0
        for index in line.indices where !isWord(line[index]) {
            defer { wordStart = index + 1 }
            guard wordStart < index, resemblesSecret(line[wordStart..<index]) else { continue }
            var next = index
            while next < line.count, "\"' ".unicodeScalars.contains(line[next]) { next += 1 }
            guard next < line.count, line[next] == ":" || line[next] == "=" else { continue }
            next += 1
            if next < line.count, line[next] == "=" { continue }
            while next < line.count, line[next] == " " || line[next] == "\t" { next += 1 }
            if !isReference(line[next...]) { return next }
        }
        return nil
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    private static func resemblesSecret(_ word: ArraySlice<Unicode.Scalar>) -> Bool {
        guard word.count <= 40 else { return false }
        let folded = String(String.UnicodeScalarView(word)).lowercased().filter { $0 != "_" && $0 != "-" }
        return ["secret", "token", "passw", "accesskey", "proxy"].contains { folded.contains($0) }
            || ["secretkey", "accesskey", "token", "httpproxy"].contains {
                Spelling.distance(Array(folded.unicodeScalars), Array($0.unicodeScalars)) <= 2
            }
    }

    /// `${NAME}`, `${NAME:}` or `${file:PATH}`, possibly quoted, and nothing after it but a comment or the next key.
    ///
    /// Every file has such a line: without a regular expression, whose start-up takes milliseconds. By character, as ``Replacement``
    /// reads it: a sign with a mark that combines with it is another one.
    private static func isReference(_ value: ArraySlice<Unicode.Scalar>) -> Bool {
        let reference = withoutQuote(String(String.UnicodeScalarView(value))[...])
        guard reference.hasPrefix("${"), let end = reference.firstIndex(of: "}") else { return false }
        guard isReferable(reference[..<end].dropFirst(2)) else { return false }
        let rest = withoutQuote(reference[end...].dropFirst()).drop(while: \.isWhitespace)
        return [nil, ",", "}", "#"].contains(rest.first)
    }

    private static func withoutQuote(_ text: Substring) -> Substring {
        text.first == "\"" || text.first == "'" ? text.dropFirst() : text
    }

    /// `NAME`, `NAME:` or `file:PATH`.
    private static func isReferable(_ content: Substring) -> Bool {
        content.hasPrefix("file:") || Replacement.isName(content.hasSuffix(":") ? content.dropLast() : content)
    }

    /// `https://user:password@host` with stars, which keep the columns right.
    static func withoutUserInfo(_ line: String) -> String {
        guard line.contains("@"), line.contains("://") else { return line }
        return line.replacing(/(:\/\/)([^\s@]+)(@)/) { match in
            match.output.1 + String(repeating: "*", count: match.output.2.unicodeScalars.count) + match.output.3
        }
    }
}
