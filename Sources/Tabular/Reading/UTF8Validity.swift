/// Checks bytes for well-formed UTF-8 (Unicode 17, table 3-7).
enum UTF8Validity {
    /// Index of the first byte that begins an ill-formed sequence, or nil.
    static func firstInvalid(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            index = skipASCII(bytes, from: index, to: end)
            if index == end { return nil }
            let length = sequenceLength(bytes + index, available: end - index)
            if length == 0 { return index }
            index += length
        }
        return nil
    }

    @inline(__always)
    private static func skipASCII(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index + 32 <= end {
            let words = UnsafeRawPointer(bytes + index)
            var bits: UInt64 = 0
            for word in 0..<4 { bits |= words.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self) }
            if bits & 0x8080_8080_8080_8080 != 0 { break }
            index += 32
        }
        while index < end, bytes[index] < 0x80 { index += 1 }
        return index
    }

    /// Bytes of the sequence that begins here, 0 if it is ill-formed. The first byte is not ASCII.
    private static func sequenceLength(_ bytes: UnsafePointer<UInt8>, available: Int) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[0] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: return 0
        }
        guard available >= length, second.contains(bytes[1]) else { return 0 }
        for index in 2..<max(length, 2) where bytes[index] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
