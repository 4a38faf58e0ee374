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
