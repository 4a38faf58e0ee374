import Foundation

/// What a request body says. Lenient where ThreatConnect is: numbers and booleans may be texts.
enum JSONValue: Sendable, Hashable, Decodable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let list = try? value.decode([JSONValue].self) {
            self = .array(list)
        } else {
            self = .object(try value.decode([String: JSONValue].self))
        }
    }

    /// Returns an empty object for an empty body.
    ///
    /// - Throws: ``Refusal`` (400) for anything else than a JSON object.
    static func object(in body: [UInt8]) throws(Refusal) -> JSONValue {
        guard body.contains(where: { $0 > 0x20 }) else { return .object([:]) }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(body)), case .object = value else {
            throw Refusal(status: 400, message: "The request body is not a JSON object")
        }
        return value
    }

    /// nil where there is no such member, or null.
    subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self, let value = members[name], value != .null else { return nil }
        return value
    }

    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map { String($0) } ?? String(number)
        case .flag(let flag): String(flag)
        case .null, .array, .object: nil
        }
    }

    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text)
        case .null, .flag, .array, .object: nil
        }
    }

    var integer: Int64? { number.flatMap { Int64(exactly: $0) } }

    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text(let text): Bool(text.lowercased())
        case .null, .number, .array, .object: nil
        }
    }

    var array: [JSONValue]? {
        guard case .array(let list) = self else { return nil }
        return list
    }
}
