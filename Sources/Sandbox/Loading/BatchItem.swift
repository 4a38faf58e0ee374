import Foundation
import Observables

/// One item of a ThreatConnect batch or bulk file, or of a list answer (API document, sections 4.5 and 8.2).
///
/// Lenient: numbers may be strings, booleans too, and a member of an unexpected type counts as absent.
struct BatchItem: Decodable {
    let type: String
    let members: [String: JSONScalar]
    let tags: [String]
    let attributes: [NewAttribute]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Tag: Decodable { let name: String }

    private struct Attribute: Decodable {
        let type: String
        let value: String
        let displayed: JSONScalar?
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        var members: [String: JSONScalar] = [:]
        for key in values.allKeys { members[key.stringValue] = try? values.decode(JSONScalar.self, forKey: key) }
        self.members = members
        type = members["type"]?.text ?? ""
        let tags = try values.decodeIfPresent([Tag].self, forKey: Key(stringValue: "tag"))
        self.tags = tags?.map(\.name) ?? []
        let attributes = try values.decodeIfPresent([Attribute].self, forKey: Key(stringValue: "attribute"))
        self.attributes =
            attributes?.map { NewAttribute(type: $0.type, value: $0.value, displayed: $0.displayed?.flag ?? false) }
            ?? []
    }
}

/// A text, number or boolean.
enum JSONScalar: Decodable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = .number(try value.decode(Double.self))
        }
    }

    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text)
        case .flag: nil
        }
    }

    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text(let text): Bool(text)
        case .number: nil
        }
    }
}
