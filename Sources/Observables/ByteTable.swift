/// Class and lower case of every byte in one table, so that one branch-free loop finds both.
///
/// Held by value in whoever scans: the global is checked for initialisation on each use.
struct ByteTable: Sendable {
    /// The one there is; loops copy it first.
    static let shared = ByteTable()

    private init() {}

    /// Lower-case byte in bits 0–7, class from bit 8 on.
    private let entries: [UInt32] = (0...255).map { byte in
        let isUpper = byte >= 0x41 && byte <= 0x5A
        return ByteClass.of(UInt8(byte)).rawValue << 8 | UInt32(isUpper ? byte + 0x20 : byte)
    }

    /// Scans `raw` and hands the result, valid during the call, to `body`.
    @inline(__always)
    func scan<Result>(_ raw: Bytes, _ body: (Scan) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: raw.count) { lower in
            let seen = fill(lower, from: raw)
            return body(Scan(raw: raw, lower: Bytes(rebasing: Bytes(lower)[0..<raw.count]), seen: seen))
        }
    }

    @inline(__always)
    private func fill(_ lower: UnsafeMutableBufferPointer<UInt8>, from raw: Bytes) -> ByteClass {
        entries.withUnsafeBufferPointer { entries in
            var seen: UInt32 = 0
            for index in 0..<raw.count {
                let entry = entries[Int(raw[index])]
                seen |= entry
                lower[index] = UInt8(truncatingIfNeeded: entry)
            }
            return ByteClass(rawValue: seen >> 8)
        }
    }

    /// The union of the classes that occur.
    func classes(of bytes: Bytes) -> ByteClass {
        entries.withUnsafeBufferPointer { entries in
            var seen: UInt32 = 0
            for byte in bytes { seen |= entries[Int(byte)] }
            return ByteClass(rawValue: seen >> 8)
        }
    }

    /// The class of one byte.
    @inline(__always)
    func classOf(_ byte: UInt8) -> ByteClass { ByteClass(rawValue: entries[Int(byte)] >> 8) }
}
