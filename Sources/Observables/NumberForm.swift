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
