/// Members of a request body, those without a value left out.
struct JSONBody {
    var members: [JSONValue.Member] = []

    var bytes: [UInt8] { JSONValue.object(members).bytes }

    mutating func add(_ name: String, _ text: String?) { add(name, text.map { .string($0) }) }
    mutating func add(_ name: String, _ number: Int64?) { add(name, number.map { .integer($0) }) }
    mutating func add(_ name: String, _ number: Double?) { add(name, number.map { .decimal($0) }) }
    mutating func add(_ name: String, _ flag: Bool?) { add(name, flag.map { .flag($0) }) }

    /// `{"data": […]}`, unless there is nothing to say.
    mutating func add(_ name: String, _ elements: [JSONValue]) {
        guard !elements.isEmpty else { return }
        add(name, .object([.init("data", .array(elements))]))
    }

    /// `{"data": […], "mode": "append"}`
    mutating func add<Element>(_ name: String, _ change: ListChange<Element>?, _ element: (Element) -> JSONValue) {
        guard let change else { return }
        let data = JSONValue.Member("data", .array(change.values.map(element)))
        add(name, .object([data, .init("mode", .string(change.mode.rawValue))]))
    }

    private mutating func add(_ name: String, _ value: JSONValue?) {
        if let value { members.append(.init(name, value)) }
    }
}

extension AttributeDraft {
    /// For v2.
    var body: [UInt8] {
        var body = JSONBody()
        body.add("type", type)
        body.add("value", value)
        body.add("displayed", displayed)
        body.add("source", source)
        return body.bytes
    }

    /// Inside a v3 indicator, where `displayed` is called `default`.
    var nestedJSON: JSONValue {
        var body = JSONBody()
        body.add("type", type)
        body.add("value", value)
        body.add("default", displayed)
        body.add("source", source)
        return .object(body.members)
    }
}

extension GroupReference {
    var json: JSONValue {
        var body = JSONBody()
        switch self {
        case .id(let id): body.add("id", id)
        case .named(let name, let type, let owner):
            body.add("name", name)
            body.add("type", type)
            body.add("ownerName", owner)
        }
        return .object(body.members)
    }
}

extension TagReference {
    var json: JSONValue {
        switch self {
        case .name(let name): .object([.init("name", .string(name))])
        case .technique(let id): .object([.init("techniqueId", .string(id))])
        }
    }
}
