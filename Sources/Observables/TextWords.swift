/// Finds observables among the words of a piece of text without URLs.
struct TextWords {
    private let text: Bytes
    private let range: Range<Int>
    private let reader: ValueReader
    /// For words of which only the end may be a name.
    private let nameless: ValueReader
    /// Bytes looked at so far, counted each time.
    private(set) var work = 0

    init(text: Bytes, range: Range<Int>, reader: ValueReader, nameless: ValueReader) {
        self.text = text
        self.range = range
        self.reader = reader
        self.nameless = nameless
    }

    private static let wordClasses: ByteClass = [
        .alphanumeric, .dot, .hyphen, .underscore, .colon, .slash, .at, .percent,
    ]
    private static let plus = UInt8(ascii: "+")

    mutating func run(_ finds: inout Finds) {
        var index = range.lowerBound
        var start = index
        var seen: ByteClass = []
        while index < range.upperBound {
            let (isPart, length, byteClass) = part(at: index)
            if isPart {
                seen.formUnion(byteClass)
            } else {
                if index > start { word(start..<index, seen, &finds) }
                (start, seen) = (index + length, [])
            }
            index += length
        }
        if index > start { word(start..<index, seen, &finds) }
        work += range.count
    }

    @inline(__always)
    private func part(at index: Int) -> (isPart: Bool, length: Int, byteClass: ByteClass) {
        let byte = text[index]
        let byteClass = reader.table.classOf(byte)
        if Self.wordClasses.contains(byteClass) || byte == Self.plus { return (true, 1, byteClass) }
        guard byteClass == .high else { return (false, 1, byteClass) }
        let scalar = TextScalar(text, at: index)
        return (scalar.role == .word, scalar.length, byteClass)
    }

    /// Most words hold no observable, and these few tests show it.
    @inline(__always)
    private mutating func word(_ range: Range<Int>, _ seen: ByteClass, _ finds: inout Finds) {
        guard range.count >= 3 else { return }
        if seen.isDisjoint(with: [.dot, .colon, .at]) {
            guard HashForm.isLength(range.count) || seen.contains(.digit) && text[range.lowerBound] == UInt8(ascii: "A")
            else {
                return
            }
        }
        split(text.slice(range), at: range.lowerBound, &finds)
    }

    /// A word cut out of CJK text or out of a masked value (`v***re@example.com`) is not what it looks like.
    private func isTorn(at start: Int) -> Bool {
        guard start > 0 else { return false }
        return text[start - 1] >= 0x80 && text[start] == Ascii.dot || text[start - 1] == UInt8(ascii: "*")
    }

    /// Whether a backslash joins the word to another one: `C:\Windows\Microsoft.NET`, `\r\nexample.com`. The server
    /// of `\\host.example\share` has nothing in front of its backslashes.
    private func isJoined(at start: Int) -> Bool {
        var before = start
        while before > range.lowerBound, text[before - 1] == Ascii.backslash { before -= 1 }
        guard before < start, before > range.lowerBound else { return false }
        return !reader.table.classOf(text[before - 1]).isDisjoint(with: [.alphanumeric, .dot, .colon, .underscore])
    }

    private mutating func split(_ word: Bytes, at start: Int, _ finds: inout Finds) {
        var splitter = WordSplitter(reader: isJoined(at: start) ? nameless : reader)
        if isTorn(at: start) {
            guard let at = word.lastIndex(of: Ascii.at) else { return }
            splitter.value(word.dropped(at + 1), &finds)
        } else {
            splitter.word(word, &finds)
        }
        work += splitter.work
    }
}
