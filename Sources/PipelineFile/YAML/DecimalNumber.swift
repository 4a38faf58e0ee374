/// Numbers as people write them: `12`, `-0.5`, `1e3`; not `0x10`, `inf` or `nan`, which `Double` would accept.
enum DecimalNumber {
    static func value(of text: some StringProtocol) -> Double? {
        guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else { return nil }
        guard text.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
