extension PipelineSpecification {
    /// The JSON Schema (draft 2020-12) of a pipeline file, for editors. The same bytes every time.
    ///
    /// It accepts everything that the decoder accepts, and more where a schema cannot say the rule: conditions, ranges
    /// of durations, paths that must differ, keys that depend on the format.
    package static func jsonSchema() -> String { JSONSchema.document.rendered() + "\n" }
}

/// The table as a JSON Schema.
enum JSONSchema {
    private static let reference = JSONValue.object([("$ref", .string("#/$defs/replaced"))])

    static var document: JSONValue {
        .object(
            [
                ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
                ("title", .string("tcenrich pipeline file")),
            ] + members(of: SpecificationTable.root) + [("$defs", .object([("replaced", replaced)]))]
        )
    }

    /// Any value may come from the environment or from a file.
    private static let replaced = JSONValue.object([
        ("description", .string("Text with ${NAME}, ${NAME:default} or ${file:/path}, replaced after parsing.")),
        ("type", .string("string")),
        ("pattern", .string(#"\$\{"#)),
    ])

    private static func members(of section: SectionSpecification) -> [(String, JSONValue)] {
        let required = section.keys.filter(\.isRequired).map(\.name)
        var members: [(String, JSONValue)] = [
            ("description", .string(section.summary)),
            ("type", .string("object")),
            ("properties", .object(section.keys.map { ($0.name, property($0)) })),
        ]
        if !required.isEmpty { members.append(("required", .strings(required))) }
        members.append(("additionalProperties", .bool(false)))
        let rules = section.rules.map { JSONValue.object([rule($0)]) }
        return rules.isEmpty ? members : members + [("allOf", .array(rules))]
    }

    private static func property(_ key: KeySpecification) -> JSONValue {
        var members: [(String, JSONValue)] = [("description", .string(key.summary))]
        if let value = key.defaultText.flatMap({ YAMLNode.parsed($0) }) { members.append(("default", value.json)) }
        if let value = YAMLNode.parsed(key.example) { members.append(("examples", .array([value.json]))) }
        return .object(members + constraints(key.type).filter { $0.0 != "description" })
    }

    private static func schema(_ type: ValueType) -> JSONValue { .object(constraints(type)) }

    private static func constraints(_ type: ValueType) -> [(String, JSONValue)] {
        switch type {
        case .section(let section): return members(of: section)
        case .items(let section):
            let one = members(of: section) + [("minProperties", .integer(1)), ("maxProperties", .integer(1))]
            return [("type", .string("array")), ("items", .object(one))]
        case .list(let element, let minimum, let unique):
            return list(of: element, minimum: minimum, unique: unique)
        case .oneOrMany(let element):
            return any([schema(element), .object(list(of: element, minimum: 1, unique: true))])
        case .wordOr(let word, let other):
            return any([.object([("const", .string(word))]), reference, schema(other)])
        case .sectionOr(let key, let section):
            let alone = section.keys.first { $0.name == key }.map { schema($0.type) }
            return any([.object(members(of: section))] + [alone].compactMap { $0 })
        case .templateOr(let section):
            return any([schema(.template), .object(members(of: section))])
        default: return any(scalars(type).map(JSONValue.object) + [reference])
        }
    }

    private static func any(_ schemas: [JSONValue]) -> [(String, JSONValue)] { [("anyOf", .array(schemas))] }

    private static func list(of element: ValueType, minimum: Int, unique: Bool) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("type", .string("array")), ("items", schema(element))]
        if minimum > 0 { members.append(("minItems", .integer(minimum))) }
        if unique { members.append(("uniqueItems", .bool(true))) }
        return members
    }

    /// The forms of a value that stands for itself, as alternatives.
    private static func scalars(_ type: ValueType) -> [[(String, JSONValue)]] {
        switch type {
        case .text(let rule), .secret(let rule): return [text(rule)]
        case .integer(let range): return [integer(range)]
        case .version(let number): return [[("const", .integer(number))]]
        case .boolean: return [[("type", .string("boolean"))]]
        case .flag: return [[("const", .bool(true))]]
        case .duration: return [pattern(ValueFormats.durationPattern)]
        case .size(let range): return [integer(range), pattern(ValueFormats.sizePattern)]
        case .allowance:
            let words = [("const", JSONValue.string(ValueFormats.unlimited))]
            return [integer(0...Int.max), pattern(ValueFormats.percentPattern), words]
        case .choice(let words, _): return [[("enum", .strings(words))]]
        case .condition, .ruleCondition: return [pattern(#"\S"#), [("type", .string("boolean"))]]
        case .value(let rule): return value(rule)
        case .template: return [text(Rules.path, acceptsNumbers: false)]
        case .list, .oneOrMany, .wordOr, .section, .sectionOr, .templateOr, .items: return []
        }
    }

    /// The constants as YAML writes them; templates are text.
    private static func value(_ rule: ConstantRule) -> [[(String, JSONValue)]] {
        switch rule {
        case .rating:
            let number: [(String, JSONValue)] = [
                ("type", .string("number")), ("minimum", .integer(0)), ("maximum", .integer(5)),
            ]
            return [number, pattern(#"\S"#)]
        case .confidence: return [integer(0...100), pattern(#"\S"#)]
        case .flag: return [[("type", .string("boolean"))], pattern(#"\S"#)]
        case .identifier: return [integer(1...Int.max), pattern(#"\S"#)]
        case .tag, .text:
            return [[("type", .strings(["string", "number", "boolean"]))]]
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> [(String, JSONValue)] {
        let lower: [(String, JSONValue)] = [("type", .string("integer")), ("minimum", .integer(range.lowerBound))]
        return range.upperBound == Int.max ? lower : lower + [("maximum", .integer(range.upperBound))]
    }

    private static func pattern(_ pattern: String) -> [(String, JSONValue)] {
        [("type", .string("string")), ("pattern", .string(pattern))]
    }

    private static func text(_ rule: TextRule, acceptsNumbers: Bool? = nil) -> [(String, JSONValue)] {
        let type: JSONValue =
            acceptsNumbers ?? rule.acceptsNumbers ? .strings(["string", "number"]) : .string("string")
        let pattern = rule.pattern.map { [("pattern", JSONValue.string($0))] } ?? []
        return [("type", type)] + pattern + [("maxLength", .integer(rule.maxLength))]
    }

    private static func rule(_ rule: KeyRule) -> (String, JSONValue) {
        switch rule {
        case .atLeastOne(let keys): return ("anyOf", .array(keys.map { required([$0]) }))
        case .requiredUnless(let key, let others): return ("anyOf", .array(([key] + others).map { required([$0]) }))
        case .atMostOne(let keys): return ("not", required(keys))
        case .exactlyOne(let groups):
            let choices = groups.indices.map { index -> JSONValue in
                let others = groups.indices.filter { $0 != index }.flatMap { groups[$0] }.map { required([$0]) }
                return .object([
                    ("required", .strings(groups[index])),
                    ("not", .object([("anyOf", .array(others))])),
                ])
            }
            return ("oneOf", .array(choices))
        }
    }

    private static func required(_ keys: [String]) -> JSONValue { .object([("required", .strings(keys))]) }
}
