/// Writes compact JSON, several times as fast as an encoder: get-indicator is what every benchmark waits for.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try group(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try group(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    mutating func object(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    mutating func array(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        value(text)
    }

    mutating func member(_ name: String, _ number: (some FixedWidthInteger)?) {
        guard let number else { return }
        key(name)
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digitsOf: UInt64(number.magnitude))
        needsComma = true
    }

    mutating func member(_ name: String, _ flag: Bool?) {
        guard let flag else { return }
        key(name)
        bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        needsComma = true
    }

    /// Two decimals, as in `"rating":4.00`.
    mutating func member(_ name: String, decimal number: Double?) {
        guard let number, number.isFinite, abs(number) < 1e15 else { return }
        key(name)
        let hundredths = Int((number * 100).rounded())
        if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digitsOf: UInt64(hundredths.magnitude / 100))
        bytes.append(UInt8(ascii: "."))
        append(digitsOf: UInt64(hundredths.magnitude % 100 / 10))
        append(digitsOf: UInt64(hundredths.magnitude % 10))
        needsComma = true
    }

    /// A text in several parts, which need not be joined first.
    mutating func member(_ name: String, parts: String...) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        for part in parts { append(part) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    mutating func value(_ text: String) {
        separate()
        quote(text)
        needsComma = true
    }

    /// The name of the member whose value is written next.
    mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func group(
        _ open: UInt8,
        _ close: UInt8,
        _ body: (inout JSONWriter) throws -> Void
    ) rethrows {
        separate()
        bytes.append(open)
        needsComma = false
        try body(&self)
        bytes.append(close)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        append(text)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(digitsOf number: UInt64) {
        if number >= 10 { append(digitsOf: number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { text in
            if text.contains(where: Self.needsEscape) { escape(text) } else { bytes.append(contentsOf: text) }
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): bytes += Array("\\n".utf8)
            case UInt8(ascii: "\r"): bytes += Array("\\r".utf8)
            case UInt8(ascii: "\t"): bytes += Array("\\t".utf8)
            case 0..<0x20: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
