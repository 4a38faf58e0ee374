/// How delimited fields are written.
package struct CSVDialect: Sendable {
    package let delimiter: UInt8
    package let quote: UInt8
    /// Whether cells that a spreadsheet would execute get an apostrophe in front; see `FormulaGuard`.
    package let neutralizesFormulas: Bool
    let delimiters: UInt64
    let quotes: UInt64

    /// - Parameters:
    ///   - delimiter: Comma by default; a tab for TSV.
    ///   - neutralizesFormulas: On for reports; in enriched data it changes values, so it is the user's choice.
    package init(
        delimiter: UInt8 = UInt8(ascii: ","),
        quote: UInt8 = UInt8(ascii: "\""),
        neutralizesFormulas: Bool = false
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.neutralizesFormulas = neutralizesFormulas
        delimiters = ByteWord.repeating(delimiter)
        quotes = ByteWord.repeating(quote)
    }

    /// Whether the field must stand in quotes so that every reader gets exactly these bytes: it contains the delimiter,
    /// the quote, CR or LF (RFC 4180 section 2), or begins or ends with a blank or tab, which some readers trim.
    func needsQuotes(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        guard count > 0 else { return false }
        if isBlank(bytes[0]) || isBlank(bytes[count - 1]) { return true }
        if count < 8 {
            // Letters are never special, whatever the dialect.
            return hasSpecial(ByteWord.load(bytes, count: count, filler: ByteWord.repeating(UInt8(ascii: "a"))))
        }
        // The last word overlaps the one before it.
        let last = count &- 8
        var index = 0
        while index < last {
            if hasSpecial(ByteWord.load(bytes + index)) { return true }
            index &+= 8
        }
        return hasSpecial(ByteWord.load(bytes + last))
    }

    @inline(__always)
    private func hasSpecial(_ word: UInt64) -> Bool {
        let feeds = ByteWord.zeroByte(in: word ^ 0x0A0A_0A0A_0A0A_0A0A)
        let returns = ByteWord.zeroByte(in: word ^ 0x0D0D_0D0D_0D0D_0D0D)
        let dialect = ByteWord.zeroByte(in: word ^ delimiters) | ByteWord.zeroByte(in: word ^ quotes)
        return feeds | returns | dialect != 0
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
