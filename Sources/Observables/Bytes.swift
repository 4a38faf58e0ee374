/// Bytes that someone else owns for the duration of a call. Slices are rebased: indices start at 0.
package typealias Bytes = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    /// The bytes of `range`, which must lie within the buffer, numbered from 0.
    @inline(__always)
    func slice(_ range: Range<Int>) -> Bytes {
        Bytes(rebasing: self[range])
    }

    @inline(__always)
    func dropped(_ count: Int) -> Bytes { slice(Swift.min(count, self.count)..<self.count) }

    @inline(__always)
    func prefixed(_ count: Int) -> Bytes { slice(0..<Swift.min(count, self.count)) }

    /// The index of the first `byte` at or after `start`.
    func index(of byte: UInt8, from start: Int = 0) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// The index of the last `byte`.
    func lastIndex(of byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if self[index] == byte { return index }
            index -= 1
        }
        return nil
    }

    /// Whether these bytes stand at `start`.
    @inline(__always)
    func has(_ text: StaticString, at start: Int = 0) -> Bool {
        let length = text.utf8CodeUnitCount
        guard start >= 0, count - start >= length else { return false }
        for offset in 0..<length where self[start + offset] != text.utf8Start[offset] { return false }
        return true
    }

    /// Whether these bytes end the buffer.
    func ends(with text: StaticString) -> Bool { has(text, at: count - text.utf8CodeUnitCount) }

    /// The text, nil where the bytes are not UTF-8.
    var text: String? { String(validating: self, as: UTF8.self) }

    /// The text of bytes known to be ASCII.
    @inline(__always)
    var asciiText: String { String(decoding: self, as: UTF8.self) }

    /// A whole number without sign and without superfluous zeros, at most `limit`.
    func number(upTo limit: UInt64) -> UInt64? {
        guard (1...20).contains(count), count == 1 || self[0] != Ascii.zero else { return nil }
        var value: UInt64 = 0
        for byte in self {
            guard byte >= Ascii.zero, byte <= Ascii.nine else { return nil }
            value = value &* 10 &+ UInt64(byte &- Ascii.zero)
            guard value <= limit else { return nil }
        }
        return value
    }
}

extension String {
    /// Calls `body` with the string's UTF-8 bytes.
    @inline(__always)
    func withBytes<Result>(_ body: (Bytes) -> Result) -> Result {
        var copy = self
        return copy.withUTF8(body)
    }
}

/// The ASCII characters that observables are made of.
enum Ascii {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let hash: UInt8 = 0x23
    static let percent: UInt8 = 0x25
    static let apostrophe: UInt8 = 0x27
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let underscore: UInt8 = 0x5F
    static let backtick: UInt8 = 0x60
    static let openBrace: UInt8 = 0x7B
    static let bar: UInt8 = 0x7C
    static let closeBrace: UInt8 = 0x7D
}
