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
    let securityLabels: [String]
    let groupXids: [String]

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Tag: Decodable { let name: String }

    private struct Attribute: Decodable {
        var new: NewAttribute

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            let displayed = Key(stringValue: "displayed")
            let flag = values.contains(displayed) ? JSONScalar(displayed, in: values, likely: .flag)?.flag : nil
            let source = Key(stringValue: "source")
            new = NewAttribute(
                type: try values.decode(String.self, forKey: Key(stringValue: "type")),
                value: try values.decode(String.self, forKey: Key(stringValue: "value")),
                displayed: flag ?? false,
                source: values.contains(source) ? JSONScalar(source, in: values, likely: .text)?.text : nil
            )
            let labels = Key(stringValue: "securityLabel")
            guard values.contains(labels) else { return }
            let list = try values.decode(JSONNode.self, forKey: labels)
            new.securityLabels = JSONNode.object(["securityLabel": list]).names("securityLabel")
        }
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        type = (try? values.decodeIfPresent(String.self, forKey: Key(stringValue: "type"))) ?? ""
        var members: [String: JSONScalar] = [:]
        for (name, form) in Self.common + (Self.labels[type] ?? values.allKeys.map { ($0.stringValue, .text) }) {
            let key = Key(stringValue: name)
            if values.contains(key) { members[name] = JSONScalar(key, in: values, likely: form) }
        }
        self.members = members
        let tags = try values.decodeIfPresent([Tag].self, forKey: Key(stringValue: "tag"))
        self.tags = tags?.map(\.name) ?? []
        let attributes = try values.decodeIfPresent([Attribute].self, forKey: Key(stringValue: "attribute"))
        self.attributes = attributes?.map(\.new) ?? []
        let rare = try Self.rareMembers(values)
        securityLabels = rare.names("securityLabel")
        groupXids = BatchGroup.xids(of: rare)
    }

    private static func rareMembers(_ values: KeyedDecodingContainer<Key>) throws -> JSONNode {
        var members: [String: JSONNode] = [:]
        for name in ["securityLabel", "associatedGroups", "associatedGroupXid"] {
            let key = Key(stringValue: name)
            if values.contains(key) { members[name] = try values.decode(JSONNode.self, forKey: key) }
        }
        return .object(members)
    }

    private static let common: [(name: String, form: JSONScalar.Form)] = [
        ("summary", .text), ("ownerName", .text), ("dateAdded", .text), ("lastModified", .text),
        ("description", .text), ("source", .text), ("rating", .number), ("confidence", .number),
        ("threatAssessScore", .number), ("falsePositiveCount", .number), ("observationCount", .number),
        ("active", .flag),
    ]

    /// By type name: its value members, and what only this type has.
    private static let labels: [String: [(name: String, form: JSONScalar.Form)]] = Dictionary(
        uniqueKeysWithValues: IndicatorType.all.map { type in
            let own: [(String, JSONScalar.Form)] =
                switch type.kind {
                case .file: [("size", .number), ("intValue1", .number)]
                case .host: [("dnsActive", .flag), ("whoisActive", .flag), ("flag1", .flag), ("flag2", .flag)]
                default: []
                }
            return (type.name, type.labels.map { ($0, .text) } + own)
        }
    )
}

/// A text, number or boolean.
enum JSONScalar: Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)

    enum Form: CaseIterable {
        case text, number, flag
    }

    /// Tries the likely form first: a form that does not fit costs more than all the rest of an item.
    init?<Key: CodingKey>(_ key: Key, in values: KeyedDecodingContainer<Key>, likely: Form) {
        for form in [likely] + Form.allCases {
            guard let found = Self.read(form, key, values) else { continue }
            self = found
            return
        }
        return nil
    }

    private static func read<Key>(_ form: Form, _ key: Key, _ values: KeyedDecodingContainer<Key>) -> JSONScalar? {
        switch form {
        case .text: (try? values.decode(String.self, forKey: key)).map(JSONScalar.text)
        case .number: (try? values.decode(Double.self, forKey: key)).map(JSONScalar.number)
        case .flag: (try? values.decode(Bool.self, forKey: key)).map(JSONScalar.flag)
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
