/// File hashes.
enum HashForm {
    static func isLength(_ count: Int) -> Bool { count == 32 || count == 40 || count == 64 }

    /// Upper case, as ThreatConnect stores them. The bytes are hexadecimal digits.
    static func canonical(_ bytes: Bytes) -> String {
        String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for index in 0..<bytes.count {
                let byte = bytes[index]
                buffer[index] = byte >= UInt8(ascii: "a") ? byte & 0xDF : byte
            }
            return bytes.count
        }
    }

    /// A hash whose digits are all the same is a placeholder.
    static func isPlaceholder(_ bytes: Bytes) -> Bool { bytes.allSatisfy { $0 == bytes[0] } }
}

/// Autonomous system numbers.
enum NumberForm {
    /// `ASN64496` from `as64496` or `asn64496` in lower case; 32-bit numbers without leading zeros.
    static func canonical(_ lower: Bytes) -> String? {
        guard lower.count >= 3, lower.count <= 13, lower.has("as") else { return nil }
        return canonical(digits: lower.dropped(lower.has("asn") ? 3 : 2))
    }

    static func canonical(digits: Bytes) -> String? {
        digits.number(upTo: UInt64(UInt32.max)).map { "ASN\($0)" }
    }
}
