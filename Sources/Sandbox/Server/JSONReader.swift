/// Reads one JSON text (RFC 8259). The depth is bounded, so that no body can exhaust the stack.
struct JSONReader {
    static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    /// Returns nil for anything but one JSON value with blanks around it. Of equal names the last one counts.
    static func read(_ bytes: [UInt8]) -> JSONNode? {
        var reader = JSONReader(bytes: bytes)
        guard let node = reader.value(depth: 0) else { return nil }
        reader.skipBlanks()
        return reader.place == bytes.count ? node : nil
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { place += 1 }
    }

    private mutating func take(_ byte: Character) -> Bool {
        skipBlanks()
        guard next == byte.asciiValue else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) -> JSONNode? {
        skipBlanks()
        guard depth < Self.deepest, let first = next else { return nil }
        switch first {
        case UInt8(ascii: "{"): return object(depth)
        case UInt8(ascii: "["): return list(depth)
        case UInt8(ascii: "\""): return string().map(JSONNode.text)
        case UInt8(ascii: "t"): return word("true", .flag(true))
        case UInt8(ascii: "f"): return word("false", .flag(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(_ depth: Int) -> JSONNode? {
        place += 1
        var members: [String: JSONNode] = [:]
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard let name = string(), take(":"), let value = value(depth: depth + 1) else { return nil }
            members[name] = value
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    private mutating func list(_ depth: Int) -> JSONNode? {
        place += 1
        var items: [JSONNode] = []
        if take("]") { return .list(items) }
        repeat {
            guard let value = value(depth: depth + 1) else { return nil }
            items.append(value)
        } while take(",")
        return take("]") ? .list(items) : nil
    }

    private mutating func word(_ word: String, _ node: JSONNode) -> JSONNode? {
        guard bytes[place...].starts(with: word.utf8) else { return nil }
        place += word.utf8.count
        return node
    }

    private mutating func number() -> JSONNode? {
        let start = place
        while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard let first = text.utf8.first, first == 0x2D || (0x30...0x39).contains(first) else { return nil }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    /// Invalid UTF-8 and unpaired surrogates make it nil.
    private mutating func string() -> String? {
        guard next == UInt8(ascii: "\"") else { return nil }
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: text, as: UTF8.self)
            case UInt8(ascii: "\\"): guard appendEscape(to: &text) else { return nil }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
        UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    private mutating func appendEscape(to text: inout [UInt8]) -> Bool {
        guard let letter = next else { return false }
        place += 1
        if letter != UInt8(ascii: "u") {
            guard let byte = Self.escapes[letter] else { return false }
            text.append(byte)
            return true
        }
        guard let high = hexUnit() else { return false }
        guard (0xD800..<0xDC00).contains(high) else { return append(high, to: &text) }
        guard next == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "u") else {
            return false
        }
        place += 2
        guard let low = hexUnit(), (0xDC00..<0xE000).contains(low) else { return false }
        return append(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), to: &text)
    }

    private func append(_ value: UInt32, to text: inout [UInt8]) -> Bool {
        guard let scalar = Unicode.Scalar(value) else { return false }
        text += Array(String(Character(scalar)).utf8)
        return true
    }

    private mutating func hexUnit() -> UInt32? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = String(decoding: bytes[place..<place + 4], as: UTF8.self)
        guard digits.allSatisfy(\.isHexDigit) else { return nil }
        place += 4
        return UInt32(digits, radix: 16)
    }
}
