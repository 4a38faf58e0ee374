import Foundation
import Yams

/// JSON as the validator and the mutations see it.
indirect enum JSON: Equatable, Decodable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    static func parsed(_ text: String) throws -> JSON { try JSONDecoder().decode(JSON.self, from: Data(text.utf8)) }

    /// YAML 1.2 core schema, as editors read it.
    init(yaml: String) throws {
        guard let node = try Yams.compose(yaml: yaml) else {
            self = .null
            return
        }
        self.init(node)
    }

    private init(_ node: Node) {
        switch node {
        case .sequence(let sequence): self = .array(sequence.map { JSON($0) })
        case .mapping(let mapping):
            self = .object(Dictionary(uniqueKeysWithValues: mapping.map { ($0.key.string ?? "", JSON($0.value)) }))
        case .scalar(let scalar): self = scalar.style == .plain ? JSON(plain: scalar.string) : .string(scalar.string)
        case .alias: self = .null
        }
    }

    private init(plain text: String) {
        switch text {
        case "", "~", "null": self = .null
        case "true", "false": self = .bool(text == "true")
        default: self = Double(text).map(JSON.number) ?? .string(text)
        }
    }

    /// JSON text, which is YAML too.
    var text: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        case .string(let text): Self.quoted(text)
        case .array(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { Self.quoted($0.key) + ": " + $0.value.text }
                .joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: "\\t") + "\""
    }
}

/// Checks a value against a schema; knows the keywords that the pipeline file's schema uses and refuses others.
struct SchemaValidator {
    let root: JSON

    struct UnknownKeyword: Error { let keyword: String }

    func accepts(_ value: JSON) throws -> Bool { try accepts(value, root) }

    private func accepts(_ value: JSON, _ schema: JSON) throws -> Bool {
        guard case .object(let keywords) = schema else { return schema != .bool(false) }
        for (keyword, argument) in keywords {
            guard try holds(keyword, argument, value, keywords) else { return false }
        }
        return true
    }

    private func holds(
        _ keyword: String,
        _ argument: JSON,
        _ value: JSON,
        _ schema: [String: JSON]
    ) throws -> Bool {
        switch (keyword, argument) {
        case ("$schema", _), ("title", _), ("description", _), ("default", _), ("examples", _), ("$defs", _): true
        case ("$ref", .string(let reference)): try accepts(value, try definition(reference))
        case ("type", .string(let type)): isOf(type, value)
        case ("type", .array(let types)): types.contains { $0.string.map { isOf($0, value) } == true }
        case ("const", _): value == argument
        case ("enum", .array(let values)): values.contains(value)
        case ("anyOf", .array(let schemas)): try schemas.contains { try accepts(value, $0) }
        case ("allOf", .array(let schemas)): try schemas.allSatisfy { try accepts(value, $0) }
        case ("oneOf", .array(let schemas)): try schemas.count { try accepts(value, $0) } == 1
        case ("not", _): try !accepts(value, argument)
        default: try holdsForShape(keyword, argument, value, schema)
        }
    }

    private func holdsForShape(
        _ keyword: String,
        _ argument: JSON,
        _ value: JSON,
        _ schema: [String: JSON]
    ) throws -> Bool {
        switch (keyword, argument, value) {
        case ("minimum", .number(let limit), .number(let number)): number >= limit
        case ("maximum", .number(let limit), .number(let number)): number <= limit
        case ("pattern", .string(let pattern), .string(let text)):
            try NSRegularExpression(pattern: pattern).firstMatch(
                in: text,
                range: NSRange(location: 0, length: text.utf16.count)
            ) != nil
        case ("maxLength", .number(let limit), .string(let text)): Double(text.unicodeScalars.count) <= limit
        case ("items", _, .array(let values)): try values.allSatisfy { try accepts($0, argument) }
        case ("minItems", .number(let limit), .array(let values)): Double(values.count) >= limit
        case ("uniqueItems", _, .array(let values)):
            values.indices.allSatisfy { index in !values[..<index].contains(values[index]) }
        case ("required", .array(let names), .object(let members)):
            names.allSatisfy { $0.string.map { members[$0] != nil } == true }
        case ("properties", .object(let properties), .object(let members)):
            try members.allSatisfy { name, member in try properties[name].map { try accepts(member, $0) } ?? true }
        case ("additionalProperties", .bool(false), .object(let members)):
            members.keys.allSatisfy { schema["properties"]?.object?[$0] != nil }
        case ("minProperties", .number(let limit), .object(let members)): Double(members.count) >= limit
        case ("maxProperties", .number(let limit), .object(let members)): Double(members.count) <= limit
        default: try isAboutAnotherType(keyword)
        }
    }

    private func isAboutAnotherType(_ keyword: String) throws -> Bool {
        let known = [
            "minimum", "maximum", "pattern", "maxLength", "items", "minItems", "uniqueItems", "required", "properties",
            "additionalProperties", "minProperties", "maxProperties",
        ]
        guard known.contains(keyword) else { throw UnknownKeyword(keyword: keyword) }
        return true
    }

    private func definition(_ reference: String) throws -> JSON {
        let name = String(reference.dropFirst("#/$defs/".count))
        guard let schema = root.object?["$defs"]?.object?[name] else { throw UnknownKeyword(keyword: reference) }
        return schema
    }

    private func isOf(_ type: String, _ value: JSON) -> Bool {
        switch (type, value) {
        case ("string", .string), ("number", .number), ("boolean", .bool), ("array", .array), ("object", .object),
            ("null", .null):
            true
        case ("integer", .number(let number)): number == number.rounded()
        default: false
        }
    }
}

extension JSON {
    var string: String? { if case .string(let text) = self { text } else { nil } }
    var object: [String: JSON]? { if case .object(let members) = self { members } else { nil } }
}
