/// Cuts text into runs between blanks, quotes and angle brackets, and runs into URLs and words.
struct TextScanner {
    let text: Bytes
    let reader: ValueReader
    private let nameless: ValueReader
    /// Bytes looked at so far, counted each time.
    private(set) var work = 0

    init(text: Bytes, reader: ValueReader) {
        self.text = text
        self.reader = reader
        nameless = reader.without([.host, .emailAddress])
    }

    mutating func run(_ finds: inout Finds) {
        var start = 0
        var seen: ByteClass = []
        for index in 0..<text.count {
            let byte = text[index]
            guard Self.endsRun(byte) else {
                seen.formUnion(reader.table.classOf(byte))
                continue
            }
            if Self.mayHold(seen, index - start) { run(start..<index, seen, &finds) }
            (start, seen) = (index + 1, [])
        }
        if Self.mayHold(seen, text.count - start) { run(start..<text.count, seen, &finds) }
        work += text.count
    }

    /// Most runs are plain words; what is no name, address or URL and has no digit can only be a hash.
    @inline(__always)
    private static func mayHold(_ seen: ByteClass, _ count: Int) -> Bool {
        !seen.isDisjoint(with: [.dot, .colon, .at, .digit]) || count >= 32
    }

    @inline(__always)
    private static func endsRun(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...Ascii.space, 0x7F, Ascii.quote, Ascii.apostrophe, Ascii.backtick, Ascii.less, Ascii.greater, Ascii.bar:
            true
        default: false
        }
    }

    /// URLs of one run, and the words before, between and after them.
    private mutating func run(_ range: Range<Int>, _ seen: ByteClass, _ finds: inout Finds) {
        var (position, flushed) = (range.lowerBound, range.lowerBound)
        let mayHoldURL = seen.contains(.colon) && seen.contains(.slash)
        while mayHoldURL, let colon = nextScheme(from: position, to: range.upperBound) {
            position = colon + 3
            guard let url = TextURL(text, colon: colon, within: flushed..<range.upperBound, reader) else { continue }
            words(flushed..<url.range.lowerBound, &finds)
            work += url.range.count
            finds.append(url.observable)
            (position, flushed) = (url.range.upperBound, url.range.upperBound)
        }
        words(flushed..<range.upperBound, &finds)
        work += range.count
    }

    /// The colon of the next `://`.
    private func nextScheme(from start: Int, to end: Int) -> Int? {
        var index = start
        while index + 2 < end {
            if text[index] == Ascii.colon, text[index + 1] == Ascii.slash, text[index + 2] == Ascii.slash {
                return index
            }
            index += 1
        }
        return nil
    }

    private mutating func words(_ range: Range<Int>, _ finds: inout Finds) {
        var words = TextWords(text: text, range: range, reader: reader, nameless: nameless)
        words.run(&finds)
        work += words.work
    }
}
