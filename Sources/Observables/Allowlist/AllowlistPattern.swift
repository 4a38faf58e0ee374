/// A regular expression of a list, made once. May be used by several threads at the same time.
struct AllowlistPattern: @unchecked Sendable {
    /// `Regex` is no `Sendable`; matching does not change it once ``init(_:)`` has tried it.
    private let regex: Regex<AnyRegexOutput>

    /// Reads `/pattern/flags` as PHP and MISP write it, or the pattern alone.
    ///
    /// - Throws: ``Problem`` with the reason for people.
    init(_ text: String) throws(Problem) {
        let (pattern, flags) = try Self.parts(of: text)
        do {
            let prefix = flags.isEmpty ? "" : "(?\(flags))"
            regex = try Regex(prefix + pattern).matchingSemantics(.unicodeScalar)
            _ = try regex.firstMatch(in: "")
        } catch {
            throw Problem(text: "the pattern cannot be read: \(error)")
        }
    }

    struct Problem: Error {
        let text: String
    }

    /// An engine that gives up says nothing about the value: it is asked about then.
    func occurs(in text: String) -> Bool { (try? regex.firstMatch(in: text)) != nil }

    private static func parts(of text: String) throws(Problem) -> (pattern: String, flags: String) {
        guard text.hasPrefix("/"), let end = text.lastIndex(of: "/"), end > text.startIndex else { return (text, "") }
        let pattern = text[text.index(after: text.startIndex)..<end]
        let flags = text[text.index(after: end)...]
        guard flags.allSatisfy({ "imsxgu".contains($0) }) else {
            throw Problem(text: "the flags '\(flags)' are unknown; known are i, m, s, x, g and u")
        }
        // Finding once is enough, and the text is Unicode anyhow.
        return (String(pattern), String(flags.filter { !"gu".contains($0) }))
    }
}
