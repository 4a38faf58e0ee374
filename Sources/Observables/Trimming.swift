extension UnsafeBufferPointer<UInt8> {
    /// Without surrounding blanks, quotes, backticks and angle brackets.
    ///
    /// A no-break space counts as a blank, in UTF-8 as well as the lone 0xA0 or 0xCA that spreadsheets saved in an old
    /// encoding leave behind; so do a byte order mark and a zero-width space.
    @inline(__always)
    func trimmed() -> Bytes {
        var (start, end) = (0, count)
        while start < end, self[start].isWrapper { start += 1 }
        while end > start, self[end - 1].isWrapper { end -= 1 }
        let inner = slice(start..<end)
        guard !inner.isEmpty, inner[0] >= 0x80 || inner[inner.count - 1] >= 0x80 else { return inner }
        return inner.withoutWideBlanks()
    }

    /// Without surrounding ASCII blanks.
    func trimmedBlanks() -> Bytes {
        var (start, end) = (0, count)
        while start < end, self[start] <= Ascii.space { start += 1 }
        while end > start, self[end - 1] <= Ascii.space { end -= 1 }
        return slice(start..<end)
    }

    private func withoutWideBlanks() -> Bytes {
        var rest = self
        while !rest.isEmpty {
            let before = rest.count
            rest = rest.dropped(rest.wideBlankAtStart)
            rest = rest.prefixed(rest.count - rest.wideBlankAtEnd)
            while !rest.isEmpty, rest[0].isWrapper { rest = rest.dropped(1) }
            while !rest.isEmpty, rest[rest.count - 1].isWrapper { rest = rest.prefixed(rest.count - 1) }
            if rest.count == before { break }
        }
        return rest
    }

    private var wideBlankAtStart: Int {
        if has("\u{A0}") { return 2 }
        return has("\u{FEFF}") || has("\u{200B}") ? 3 : 0
    }

    private var wideBlankAtEnd: Int {
        if ends(with: "\u{A0}") { return 2 }
        if ends(with: "\u{FEFF}") || ends(with: "\u{200B}") { return 3 }
        guard let last, last == 0xA0 || last == 0xCA, count == 1 || self[count - 2] < 0x80 else { return 0 }
        return 1
    }
}

extension UInt8 {
    /// A blank, a control character, or what people put around a value.
    @inline(__always)
    fileprivate var isWrapper: Bool {
        self <= Ascii.space || self == Ascii.quote || self == Ascii.apostrophe || self == Ascii.backtick
            || self == Ascii.less || self == Ascii.greater
    }
}
