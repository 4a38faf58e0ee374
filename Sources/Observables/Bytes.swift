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
