/// JSON to be sent: members in the order in which they are given.
package enum JSONValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case decimal(Double)
    case flag(Bool)
    case array([JSONValue])
    case object([Member])
    /// Already JSON.
    case verbatim(JSONText)
    case null

    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Compact, on one line. A decimal without fraction is written as a whole number; one that is not finite as `null`.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .string(let text): Self.quote(text, &bytes)
        case .integer(let number): bytes += String(number).utf8
        case .decimal(let number): bytes += Self.decimal(number).utf8
        case .flag(let flag): bytes += (flag ? "true" : "false").utf8
        case .array(let elements): Self.list("[", elements, "]", &bytes) { $0.write(to: &$1) }
        case .object(let members):
            Self.list("{", members, "}", &bytes) { member, bytes in
                Self.quote(member.name, &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
        case .verbatim(let text): bytes += text.bytes
        case .null: bytes += "null".utf8
        }
    }

    private static func list<Element>(
        _ start: Unicode.Scalar,
        _ elements: [Element],
        _ end: Unicode.Scalar,
        _ bytes: inout [UInt8],
        write: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: start))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(element, &bytes)
        }
        bytes.append(UInt8(ascii: end))
    }

    private static func decimal(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        return Int64(exactly: number).map { String($0) } ?? String(number)
    }

    private static func quote(_ text: String, _ bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
