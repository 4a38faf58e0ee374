/// Recognises cells that a spreadsheet would evaluate (OWASP, "CSV Injection").
package enum FormulaGuard {
    /// Whether the cell must get an apostrophe in front.
    ///
    /// It begins, possibly after blanks, with `=`, `+`, `-`, `@`, a tab or a line break, or with the full-width form of one
    /// of the signs, which some programs treat alike. A plain decimal number (`-5`, `+3.2e4`) and a lone `-`, the
    /// usual sign for "nothing" in logs, calculate nothing and stay.
    package static func isNeeded(_ cell: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = cell.baseAddress else { return false }
        return isNeeded(start, count: cell.count)
    }

    static func isNeeded(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        guard count > 0, mayStartFormula(bytes[0]) else { return false }
        var start = 0
        while start < count, bytes[start] == 0x20 { start += 1 }
        guard start < count else { return false }
        let rest = UnsafeBufferPointer(start: bytes + start, count: count - start)
        switch rest[0] {
        case 0x09, 0x0A, 0x0D, UInt8(ascii: "="), UInt8(ascii: "@"): return true
        case UInt8(ascii: "-"): return rest.count > 1 && !isNumber(rest.dropFirst())
        case UInt8(ascii: "+"): return !isNumber(rest.dropFirst())
        case 0xEF: return isFullWidthSign(rest)
        default: return false
        }
    }

    @inline(__always)
    private static func mayStartFormula(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "@") || byte == 0xEF
    }

    /// U+FF0B `＋`, U+FF0D `－`, U+FF1D `＝`, U+FF20 `＠`.
    private static func isFullWidthSign(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 3, bytes[1] == 0xBC else { return false }
        return [0x8B, 0x8D, 0x9D, 0xA0].contains(bytes[2])
    }

    /// Digits, optionally with a fraction and an exponent.
    private static func isNumber(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var rest = bytes
        guard dropDigits(&rest) > 0 else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard dropDigits(&rest) > 0 else { return false }
        }
        if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard dropDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func dropDigits(_ bytes: inout Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        let digits = bytes.prefix { $0 &- UInt8(ascii: "0") < 10 }.count
        bytes = bytes.dropFirst(digits)
        return digits
    }
}
