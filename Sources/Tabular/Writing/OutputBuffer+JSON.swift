extension OutputBuffer {
    /// The bytes as a JSON string with its quotes (RFC 8259 section 7).
    ///
    /// Escaped are `"`, `\` and the control characters below U+0020; everything else stays as it is.
    /// - Returns: Whether the bytes are UTF-8. If not, nothing is appended: JSON has no place for such bytes, and
    ///   what stands for them (base64, a replacement) is the caller's decision.
    @discardableResult
    package mutating func appendJSONString(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard ByteWord.isASCII(bytes) || isValidUTF8(bytes) else { return false }
        reserve(bytes.count + 2)
        append(UInt8(ascii: "\""))
        appendEscaped(bytes)
        append(UInt8(ascii: "\""))
        return true
    }

    package mutating func appendJSONString(_ text: String) {
        var text = text
        text.withUTF8 { _ = appendJSONString($0) }
    }

    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        var copied = 0
        var index = 0
        while index < bytes.count {
            if bytes.count &- index >= 8, !Self.hasEscapable(ByteWord.load(start + index)) {
                index &+= 8
                continue
            }
            let byte = bytes[index]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                append(UnsafeBufferPointer(rebasing: bytes[copied..<index]))
                appendEscape(byte)
                copied = index + 1
            }
            index += 1
        }
        append(UnsafeBufferPointer(rebasing: bytes[copied...]))
    }

    @inline(__always)
    private static func hasEscapable(_ word: UInt64) -> Bool {
        let quotes = ByteWord.zeroByte(in: word ^ 0x2222_2222_2222_2222)
        let backslashes = ByteWord.zeroByte(in: word ^ 0x5C5C_5C5C_5C5C_5C5C)
        return quotes | backslashes | ByteWord.byte(in: word, below: 0x20) != 0
    }

    private mutating func appendEscape(_ byte: UInt8) {
        switch byte {
        case 0x08: append("\\b")
        case 0x09: append("\\t")
        case 0x0A: append("\\n")
        case 0x0C: append("\\f")
        case 0x0D: append("\\r")
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        default:
            append("\\u00")
            appendHex(byte)
        }
    }

    /// Two lower-case hexadecimal digits.
    mutating func appendHex(_ byte: UInt8) {
        for digit in [byte >> 4, byte & 15] {
            append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
