/// A JSON value of a request body. Read leniently: v2 clients send numbers and booleans as text, too.
enum JSONNode: Sendable, Hashable {
    case null
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([JSONNode])
    case object([String: JSONNode])

    /// nil for a member that is absent or null, and for what is no object.
    subscript(_ name: String) -> JSONNode? {
        guard case .object(let members) = self, let member = members[name], member != .null else { return nil }
        return member
    }

    /// A number reads as text, too.
    var text: String? {
        switch self {
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        default: nil
        }
    }

    var number: Double? {
        switch self {
        case .number(let number): number
        case .text(let text): Double(text)
        default: nil
        }
    }

    /// nil for a fraction, too.
    var integer: Int? { number.flatMap { Int(exactly: $0) } }

    /// 0 and 1 are flags, too: the vendor's SDK sends `"active": 0`.
    var flag: Bool? {
        switch self {
        case .flag(let flag): flag
        case .text(let text): Bool(text.lowercased())
        case .number(0): false
        case .number(1): true
        default: nil
        }
    }

    var list: [JSONNode]? {
        guard case .list(let items) = self else { return nil }
        return items
    }

    var members: [String: JSONNode]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}

extension JSONNode: Decodable {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// For rare parts of documents that a decoder reads; ``JSONReader`` is several times as fast.
    init(from decoder: any Decoder) throws {
        if let values = try? decoder.container(keyedBy: Name.self) {
            var members: [String: JSONNode] = [:]
            for name in values.allKeys { members[name.stringValue] = try values.decode(JSONNode.self, forKey: name) }
            self = .object(members)
        } else if var values = try? decoder.unkeyedContainer() {
            var items: [JSONNode] = []
            while !values.isAtEnd { items.append(try values.decode(JSONNode.self)) }
            self = .list(items)
        } else {
            self = Self.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ value: any SingleValueDecodingContainer) -> JSONNode {
        if let text = try? value.decode(String.self) { return .text(text) }
        if let flag = try? value.decode(Bool.self) { return .flag(flag) }
        if let number = try? value.decode(Double.self) { return .number(number) }
        return .null
    }
}

extension JSONNode {
    /// The texts of a list of names or of objects with `name`, under the first of these members that is there.
    func names(_ members: String...) -> [String] {
        let items = members.lazy.compactMap { self[$0]?.list }.first ?? []
        return items.compactMap { $0.text ?? $0["name"]?.text }
    }

    /// The attributes of a batch item; one without type or value is left out.
    var attributes: [NewAttribute] {
        (self["attribute"]?.list ?? self["attributes"]?.list ?? []).compactMap { item in
            guard let type = item["type"]?.text, let value = item["value"]?.text else { return nil }
            let displayed = item["displayed"]?.flag ?? false
            var new = NewAttribute(type: type, value: value, displayed: displayed, source: item["source"]?.text)
            new.securityLabels = item.names("securityLabel", "securityLabels")
            return new
        }
    }
}
