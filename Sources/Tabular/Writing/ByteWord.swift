/// Tests eight bytes at a time in one machine word (Hacker's Delight, section 6-1).
enum ByteWord {
    static let ones: UInt64 = 0x0101_0101_0101_0101
    static let highBits: UInt64 = 0x8080_8080_8080_8080

    /// The byte in every position.
    @inline(__always)
    static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* ones }

    /// Not zero exactly if one of the bytes is zero. Only the lowest bit set is in its place.
    @inline(__always)
    static func zeroByte(in word: UInt64) -> UInt64 { (word &- ones) & ~word & highBits }

    /// Not zero exactly if one of the bytes is below `limit`, which is at most 128.
    @inline(__always)
    static func byte(in word: UInt64, below limit: UInt8) -> UInt64 { (word &- repeating(limit)) & ~word & highBits }

    /// Eight bytes, the first of them lowest.
    @inline(__always)
    static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
    }

    /// Fewer than eight bytes, the rest filled with `filler`. Reads nothing beyond `count`.
    @inline(__always)
    static func load(_ bytes: UnsafePointer<UInt8>, count: Int, filler: UInt64) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        var word: UInt64 = 0
        if count >= 4 {
            let low = UInt64(UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)))
            let high = UInt64(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)))
            word = low | high << UInt64(8 &* (count &- 4))
        } else {
            for index in 0..<count { word |= UInt64(bytes[index]) << UInt64(8 &* index) }
        }
        return word | filler << UInt64(8 &* count)
    }

    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        let count = bytes.count
        if count < 8 { return load(start, count: count, filler: 0) & highBits == 0 }
        var bits = load(start + (count &- 8))
        var index = 0
        while index < count &- 8 {
            bits |= load(start + index)
            index &+= 8
        }
        return bits & highBits == 0
    }
}
