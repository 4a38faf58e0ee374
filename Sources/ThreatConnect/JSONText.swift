internal import Foundation

/// JSON as the server wrote it, on one line: nothing but the blanks between its parts is lost, so numbers such as
/// `4.00`, ids beyond 2^53, the order of members and unknown members stay as they are.
package struct JSONText: Sendable, Hashable, CustomStringConvertible {
    /// Valid UTF-8 without line breaks.
    package let bytes: [UInt8]

    /// - Throws: For anything but one JSON value (RFC 8259), and for one nested deeper than 512 levels.
    package init(_ bytes: [UInt8]) throws(JSONTextError) {
        var scanner = JSONScanner(bytes)
        self.bytes = try scanner.compacted()
    }

    /// A part of a text that was checked as a whole.
    init(checked bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The members of an object in their order, nil for anything else. Names may repeat.
    package var members: [(name: String, value: JSONText)]? {
        guard bytes.first == UInt8(ascii: "{") else { return nil }
        var parts = JSONParts(bytes)
        var members: [(name: String, value: JSONText)] = []
        while let name = parts.next(), let value = parts.next() {
            members.append((JSONText(checked: name).string ?? "", JSONText(checked: value)))
        }
        return members
    }

    /// The elements of an array, nil for anything else.
    package var elements: [JSONText]? {
        guard bytes.first == UInt8(ascii: "[") else { return nil }
        var parts = JSONParts(bytes)
        var elements: [JSONText] = []
        while let element = parts.next() { elements.append(JSONText(checked: element)) }
        return elements
    }

    /// The first member of that name; nil when there is none or this is no object.
    package subscript(name: String) -> JSONText? { members?.first { $0.name == name }?.value }

    /// Nil for anything but a string.
    package var string: String? {
        guard bytes.first == UInt8(ascii: "\"") else { return nil }
        let inner = bytes.dropFirst().dropLast()
        if !inner.contains(UInt8(ascii: "\\")) { return String(decoding: inner, as: UTF8.self) }
        return try? decode(String.self)
    }

    /// A string, or a number or a truth value as it is written; nil for an empty string, `null`, lists and objects.
    package var text: String? {
        if let string { return string.isEmpty ? nil : string }
        switch bytes.first {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "n"): return nil
        default: return description
        }
    }

    /// A whole number, also where it is written as a string (API document, section 3.2).
    package var integer: Int64? { text.flatMap { Int64($0) } }

    package var isObject: Bool { bytes.first == UInt8(ascii: "{") }
    package var isArray: Bool { bytes.first == UInt8(ascii: "[") }

    func decode<Value: Decodable>(_: Value.Type) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(bytes))
    }
}

/// Where a text stops being JSON.
package struct JSONTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Bytes before the place.
    package let offset: Int
    package let problem: String

    package var description: String { "\(problem) at byte \(offset)" }
}
