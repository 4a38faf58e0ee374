internal import Yams

/// Turns Yams' nodes into ours, within limits that a file with nested aliases ("billion laughs") soon reaches.
struct YAMLConversion {
    struct Limit: Error {
        let message: String
        let position: SourcePosition
    }

    static let maxDepth = 32
    static let maxNodes = 50_000

    let source: SourceText
    let keys: RenamedKeys
    private(set) var problems: [Problem] = []
    private var count = 0

    init(source: SourceText, keys: RenamedKeys) {
        self.source = source
        self.keys = keys
    }

    mutating func node(_ node: Node, depth: Int) throws(Limit) -> YAMLNode {
        let position = Self.position(node.mark)
        count += 1
        guard depth <= Self.maxDepth else {
            throw Limit(message: "nested more than \(Self.maxDepth) levels deep", position: position)
        }
        guard count <= Self.maxNodes else {
            throw Limit(
                message: "more than \(Self.maxNodes) values, aliases counted as often as used",
                position: position
            )
        }
        return YAMLNode(content: try content(of: node, at: position, depth: depth), position: position)
    }

    private mutating func content(
        of node: Node,
        at position: SourcePosition,
        depth: Int
    ) throws(Limit) -> YAMLNode.Content {
        switch node {
        case .scalar(let scalar):
            return .scalar(converted(scalar, at: position))
        case .sequence(let sequence):
            var list: [YAMLNode] = []
            for element in sequence { list.append(try self.node(element, depth: depth + 1)) }
            return .list(list)
        case .mapping(let mapping):
            var entries: [YAMLNode.Entry] = []
            for (key, value) in mapping {
                if let entry = try entry(key, value, depth: depth) { entries.append(entry) }
            }
            return .mapping(entries)
        case .alias:
            // The parser resolves aliases; nodes of this case exist only for emitting.
            return .scalar(YAMLScalar(text: "", style: .plain, position: position))
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int) throws(Limit) -> YAMLNode.Entry? {
        let position = Self.position(key.mark)
        guard case .scalar(let scalar) = key else {
            problems.append(source.problem("a key must be text", at: position))
            return nil
        }
        return YAMLNode.Entry(
            key: keys.original(scalar.string),
            keyPosition: position,
            value: try node(value, depth: depth + 1)
        )
    }

    private mutating func converted(_ scalar: Node.Scalar, at position: SourcePosition) -> YAMLScalar {
        var style: YAMLScalar.Style =
            switch scalar.style {
            case .any, .plain: .plain
            case .singleQuoted: .singleQuoted
            case .doubleQuoted: .doubleQuoted
            case .literal: .literal
            case .folded: .folded
            }
        switch scalar.tag.rawValue {
        case Tag.Name.implicit.rawValue: break
        case Tag.Name.str.rawValue, Tag.Name.nonSpecific.rawValue: if style == .plain { style = .literal }
        default:
            problems.append(
                source.problem("the tag \(Shown.quoted(scalar.tag.rawValue)) is not supported", at: position)
            )
        }
        return YAMLScalar(text: scalar.string, style: style, position: position)
    }

    private static func position(_ mark: Mark?) -> SourcePosition {
        mark.map { SourcePosition(line: $0.line, column: $0.column) } ?? .start
    }
}
