extension OutputBuffer {
    /// One field, quoted where `CSVDialect.needsQuotes` says so, quotes doubled. Delimiters are the caller's.
    package mutating func appendCSVField(_ bytes: UnsafeBufferPointer<UInt8>, dialect: CSVDialect) {
        guard let start = bytes.baseAddress, bytes.count > 0 else { return }
        // Every byte a quote, one around each side, and the apostrophe.
        reserve(2 * bytes.count + 3)
        let guarded = dialect.neutralizesFormulas && FormulaGuard.isNeeded(start, count: bytes.count)
        if dialect.needsQuotes(start, count: bytes.count) {
            put(dialect.quote)
            if guarded { put(UInt8(ascii: "'")) }
            putDoublingQuotes(start, count: bytes.count, quote: dialect.quote)
            put(dialect.quote)
        } else {
            if guarded { put(UInt8(ascii: "'")) }
            UnsafeMutableRawPointer(base + used).copyMemory(from: start, byteCount: bytes.count)
            used += bytes.count
        }
    }

    package mutating func appendCSVField(_ text: String, dialect: CSVDialect) {
        var text = text
        text.withUTF8 { appendCSVField($0, dialect: dialect) }
    }

    /// One field of a Zeek log: tab, line breaks and backslash as `\xHH`, nothing as `unset`.
    ///
    /// A value that reads like `unset` or `(empty)` has its first byte escaped, as Zeek's own writer does.
    package mutating func appendZeekField(_ bytes: UnsafeBufferPointer<UInt8>, unset: [UInt8] = [UInt8(ascii: "-")]) {
        guard bytes.count > 0 else { return append(unset) }
        let looksSpecial = bytes.elementsEqual(unset) || bytes.elementsEqual("(empty)".utf8)
        reserve(4 * bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isSpecial = byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\\")
            if isSpecial || (index == 0 && looksSpecial) {
                append("\\x")
                appendHex(byte)
            } else {
                put(byte)
            }
        }
    }

    /// Without a capacity test: the caller has reserved.
    @inline(__always)
    private mutating func put(_ byte: UInt8) {
        base[used] = byte
        used += 1
    }

    private mutating func putDoublingQuotes(_ bytes: UnsafePointer<UInt8>, count: Int, quote: UInt8) {
        for index in 0..<count {
            if bytes[index] == quote { put(quote) }
            put(bytes[index])
        }
    }
}
