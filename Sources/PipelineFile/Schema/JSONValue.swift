internal import Foundation

/// JSON whose members keep their order, so that the same table gives the same bytes.
indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])

    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// Two blanks per level; short lists of texts and numbers on one line.
    func rendered(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .array(let values) where !values.isEmpty && !values.allSatisfy(\.isScalar):
            return "[\n" + values.map { inner + $0.rendered(indent: inner) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members) where !members.isEmpty:
            let lines = members.map { inner + Self.quoted($0.0) + ": " + $0.1.rendered(indent: inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        case .array(let values): return "[" + values.map { $0.rendered() }.joined(separator: ", ") + "]"
        case .object: return "{}"
        case .null: return "null"
        case .bool(let value): return "\(value)"
        case .integer(let number): return "\(number)"
        case .number(let number): return "\(number)"
        case .string(let text): return Self.quoted(text)
        }
    }

    private var isScalar: Bool {
        switch self {
        case .array, .object: false
        default: true
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20: result += String(format: "\\u%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension YAMLNode {
    /// The value as JSON, as an editor with a YAML 1.2 parser sees it.
    var json: JSONValue {
        switch content {
        case .list(let nodes): return .array(nodes.map(\.json))
        case .mapping(let entries): return .object(entries.map { ($0.key, $0.value.json) })
        case .scalar(let scalar):
            switch scalar.meaning {
            case .nothing: return .null
            case .boolean(let value): return .bool(value)
            case .number:
                if let number = Int(scalar.text) { return .integer(number) }
                return DecimalNumber.value(of: scalar.text).map(JSONValue.number) ?? .string(scalar.text)
            case .text: return .string(scalar.text)
            }
        }
    }

    /// The value of a text of the table.
    static func parsed(_ text: String) -> YAMLNode? {
        var loader = YAMLLoader(source: SourceText(file: "table", text: text), text: text)
        return loader.root()
    }
}
