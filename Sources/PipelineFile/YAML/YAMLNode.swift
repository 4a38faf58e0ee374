/// A parsed YAML value with its place; aliases are followed, duplicate keys kept.
struct YAMLNode: Sendable {
    enum Content: Sendable {
        case scalar(YAMLScalar)
        case list([YAMLNode])
        case mapping([Entry])
    }

    struct Entry: Sendable {
        let key: String
        let keyPosition: SourcePosition
        let value: YAMLNode
    }

    let content: Content
    let position: SourcePosition
}

struct YAMLScalar: Sendable {
    enum Style: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    let text: String
    let style: Style
    let position: SourcePosition

    /// What a text means by itself (YAML 1.2 core schema); only an unquoted one can be other than text.
    enum Meaning: Sendable, Equatable {
        case nothing
        case boolean(Bool)
        case number
        case text
    }

    var meaning: Meaning { style == .plain ? Self.meaning(of: text) : .text }

    static func meaning(of text: String) -> Meaning {
        switch text {
        case "", "~", "null", "Null", "NULL": return .nothing
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: return DecimalNumber.value(of: text) == nil ? .text : .number
        }
    }
}

extension YAMLNode {
    /// What stands there, for "found …".
    var found: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.meaning {
            case .nothing: "nothing"
            case .boolean(let value): "\(value)"
            case .number: "a number"
            case .text: "text"
            }
        }
    }
}
