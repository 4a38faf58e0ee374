/// Undoes what people do to make observables harmless in text.
///
/// | Written | Means |
/// |---|---|
/// | `[.]` `(.)` `{.}` `[dot]` `(dot)` `{dot}` `[.` `.]` `\.` | `.` |
/// | `[@]` `(@)` `{@}` `[at]` `(at)` `{at}` | `@` |
/// | `[:]` `[://]` `[/]` `[//]` `\/` and the same in other brackets | what is inside |
/// | `[http]` `(https)` and other schemes in brackets before a colon | the scheme |
///
/// Case is ignored, blanks inside the brackets too. Bare words (`example dot com`) and commas are left alone. The
/// schemes `hxxp`, `fxp` … are undone where the URL is read, because only there are they known to be schemes.
package enum Refang {
    /// The text without defanging. Takes linear time; never longer than the input.
    ///
    /// A spelled sign between two words with one blank on each side loses the blanks: `user (at) example [dot] com`.
    ///
    /// - Parameter acrossBlanks: whether every sign in brackets loses the blanks around it: right for a cell that holds
    ///   one value, wrong in a sentence.
    package static func refang(_ bytes: UnsafeBufferPointer<UInt8>, acrossBlanks: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard isSignal(bytes[index]), let match = match(bytes, at: index) else {
                output.append(bytes[index])
                index += 1
                continue
            }
            index += match.length
            if acrossBlanks || match.isSpelled && standsAlone(bytes, index - match.length, index) {
                while output.last == Ascii.space { output.removeLast() }
                while index < bytes.count, bytes[index] == Ascii.space { index += 1 }
            }
            output.append(contentsOf: match.meaning)
        }
        return output
    }

    private struct Match {
        let length: Int
        let meaning: Bytes.SubSequence
        /// Written as `at` or `dot`.
        var isSpelled = false
    }

    /// One blank and a word on both sides.
    private static func standsAlone(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bool {
        start >= 2 && end + 1 < bytes.count && bytes[start - 1] == Ascii.space && bytes[end] == Ascii.space
            && isWord(bytes[start - 2]) && isWord(bytes[end + 1])
    }

    @inline(__always)
    private static func isSignal(_ byte: UInt8) -> Bool {
        byte >= Ascii.openBracket || byte == Ascii.openParenthesis || byte == Ascii.dot
    }

    private static func match(_ bytes: Bytes, at index: Int) -> Match? {
        switch bytes[index] {
        case Ascii.openBracket: bracketed(bytes, index, close: Ascii.closeBracket) ?? halfOpen(bytes, index)
        case Ascii.openParenthesis: bracketed(bytes, index, close: Ascii.closeParenthesis)
        case Ascii.openBrace: bracketed(bytes, index, close: Ascii.closeBrace)
        case Ascii.dot: halfClosed(bytes, index)
        case Ascii.backslash: escaped(bytes, index)
        default: nil
        }
    }

    /// `[` content `]` within 14 bytes, so that a million opening brackets cost a million steps.
    private static func bracketed(_ bytes: Bytes, _ start: Int, close: UInt8) -> Match? {
        let limit = min(bytes.count, start + 14)
        guard let end = (start + 1..<limit).first(where: { bytes[$0] == close }) else { return nil }
        guard let meaning = Inside.meaning(bytes, start + 1, end) else { return nil }
        let isSpelled = end - start >= 3 && meaning.count == 1
        return Match(length: end + 1 - start, meaning: meaning, isSpelled: isSpelled)
    }

    /// `example[.com`
    private static func halfOpen(_ bytes: Bytes, _ start: Int) -> Match? {
        guard start > 0, isWord(bytes[start - 1]), start + 2 < bytes.count, bytes[start + 1] == Ascii.dot,
            isWord(bytes[start + 2])
        else { return nil }
        return Match(length: 2, meaning: bytes[start + 1..<start + 2])
    }

    /// `example.]com`
    private static func halfClosed(_ bytes: Bytes, _ start: Int) -> Match? {
        guard start > 0, isWord(bytes[start - 1]), start + 2 < bytes.count,
            bytes[start + 1] == Ascii.closeBracket, isWord(bytes[start + 2])
        else { return nil }
        return Match(length: 2, meaning: bytes[start..<start + 1])
    }

    /// `example\.com`, `http:\/\/example.com`
    private static func escaped(_ bytes: Bytes, _ start: Int) -> Match? {
        guard start + 1 < bytes.count, bytes[start + 1] == Ascii.dot || bytes[start + 1] == Ascii.slash else {
            return nil
        }
        return Match(length: 2, meaning: bytes[start + 1..<start + 2])
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
            true
        default: false
        }
    }
}

/// The content of a pair of brackets.
private enum Inside {
    /// What `bytes[start..<end]` stands for, nil when it is no defanging.
    static func meaning(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bytes.SubSequence? {
        var (start, end) = (start, end)
        while start < end, bytes[start] == Ascii.space { start += 1 }
        while start < end, bytes[end - 1] == Ascii.space { end -= 1 }
        if let sign = sign(bytes, start, end) { return sign }
        return isScheme(bytes, start, end) ? bytes[start..<end] : nil
    }

    private static func sign(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bytes.SubSequence? {
        switch end - start {
        case 1 where isSign(bytes[start]): bytes[start..<end]
        case 2 where isWord(bytes, start, "at"): constant("@")
        case 2 where bytes.has("//", at: start): bytes[start..<end]
        case 3 where isWord(bytes, start, "dot"): constant(".")
        case 3 where bytes.has("://", at: start): bytes[start..<end]
        case 4 where bytes.has(".com", at: start): bytes[start..<end]
        default: nil
        }
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte == Ascii.dot || byte == Ascii.at || byte == Ascii.colon || byte == Ascii.slash
    }

    private static func isWord(_ bytes: Bytes, _ start: Int, _ word: StaticString) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] | 0x20 != word.utf8Start[offset] {
            return false
        }
        return true
    }

    /// `[http]://`: the closing bracket is followed by a colon, or by a colon in brackets.
    private static func isScheme(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bool {
        guard (3...5).contains(end - start) else { return false }
        let schemes: [StaticString] = ["http", "https", "hxxp", "hxxps", "ftp"]
        guard schemes.contains(where: { $0.utf8CodeUnitCount == end - start && isWord(bytes, start, $0) }) else {
            return false
        }
        return bytes.has(":", at: end + 1) || bytes.has("[:", at: end + 1)
    }

    private static func constant(_ text: StaticString) -> Bytes.SubSequence {
        Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)[...]
    }
}
