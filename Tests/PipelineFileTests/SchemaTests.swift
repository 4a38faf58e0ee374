import Foundation
import PipelineFile
import TestSupport
import Testing

@Suite struct SchemaTests {
    private let validator: SchemaValidator

    init() throws { validator = SchemaValidator(root: try JSON.parsed(PipelineSpecification.jsonSchema())) }

    private func decoderAccepts(_ text: String) -> Bool {
        do {
            _ = try Sample.parse(text)
            return true
        } catch { return false }
    }

    @Test func sameSchemaEveryTime() {
        #expect(PipelineSpecification.jsonSchema() == PipelineSpecification.jsonSchema())
    }

    @Test func goodFilesSatisfyTheSchema() throws {
        for text in [Sample.minimal, Sample.full] {
            #expect(try validator.accepts(JSON(yaml: text)))
            #expect(decoderAccepts(text))
            #expect(decoderAccepts(try JSON(yaml: text).text))
        }
    }

    @Test func defaultsAndExamplesSatisfyTheirOwnSchema() throws {
        try examine(validator.root)
    }

    private func examine(_ schema: JSON) throws {
        guard case .object(let members) = schema else {
            if case .array(let schemas) = schema { try schemas.forEach(examine) }
            return
        }
        if case .array(let items)? = members["examples"], members["type"] != .string("object") {
            for item in items { #expect(try SchemaValidator(root: merged(members)).accepts(item), "\(item.text)") }
        }
        if let value = members["default"] {
            #expect(try SchemaValidator(root: merged(members)).accepts(value), "\(value.text)")
        }
        for (name, member) in members where name != "default" && name != "examples" { try examine(member) }
    }

    /// A part of the schema with the definitions it refers to.
    private func merged(_ members: [String: JSON]) -> JSON {
        .object(members.merging(["$defs": validator.root.object?["$defs"] ?? .null]) { own, _ in own })
    }

    @Test(arguments: [
        "token: ${TC_SECRET_KEY}", "in.csv", "version: 1", "enriched: out.csv", "url: https://tc.example.com",
        "column: ip",
    ])
    func missingOrWrongLinesAreRefusedByBoth(line: String) throws {
        for text in [Sample.minimal(line, ""), Sample.minimal(line, "zz: 1"), Sample.minimal(line, "[]")] {
            guard let value = try? JSON(yaml: text) else { continue }
            #expect(try !validator.accepts(value) && !decoderAccepts(text), "\(text)")
        }
    }

    /// Renamed keys and values of another shape must be refused by both; whatever else is changed, the schema must
    /// accept what the decoder accepts.
    @Test func schemaAndDecoderAgreeOnMutatedFiles() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let good = try JSON(yaml: Sample.full)
        for _ in 0..<800 {
            let mutation = Mutation.allCases.randomElement(using: &random) ?? .rename
            var random = SeededGenerator(seed: random.next())
            guard let value = good.mutated(by: mutation, using: &random) else { continue }
            let (schema, decoder) = (try validator.accepts(value), decoderAccepts(value.text))
            #expect(schema || !decoder, "seed \(seed), decoder alone accepts \(value.text)")
            guard mutation.breaksAnything else { continue }
            #expect(
                !schema && !decoder,
                "seed \(seed), \(mutation): schema \(schema), decoder \(decoder): \(value.text)"
            )
        }
    }

    @Test func everyPublishedPipelineSatisfiesTheSchema() throws {
        let folder = Checkout.root.appendingPathComponent("pipelines")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasSuffix(".yaml") {
            let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
            #expect(try validator.accepts(JSON(yaml: text)), "\(name)")
        }
    }
}

enum Mutation: CaseIterable {
    case rename
    case list
    case mapping
    case null
    case number
    case truth
    case word
    case remove

    var breaksAnything: Bool {
        switch self {
        case .rename, .list, .mapping, .null: true
        case .number, .truth, .word, .remove: false
        }
    }
}

extension JSON {
    /// The value with one change somewhere inside; nil where it finds nothing to change.
    func mutated(by mutation: Mutation, using random: inout SeededGenerator) -> JSON? {
        switch self {
        case .array(var values):
            guard let index = values.indices.randomElement(using: &random) else { return nil }
            guard let value = values[index].mutated(by: mutation, using: &random) else { return nil }
            values[index] = value
            return .array(values)
        case .object(var members):
            guard let name = members.keys.sorted().randomElement(using: &random) else { return nil }
            let isLeaf = members[name]?.object == nil || Bool.random(using: &random)
            if mutation == .rename, isLeaf {
                members[name + "x"] = members.removeValue(forKey: name)
            } else if mutation == .remove, isLeaf {
                members[name] = nil
            } else {
                guard let value = members[name]?.mutated(by: mutation, using: &random) else { return nil }
                members[name] = value
            }
            return .object(members)
        default: return mutation.replacement(using: &random)
        }
    }
}

extension Mutation {
    func replacement(using random: inout SeededGenerator) -> JSON? {
        switch self {
        case .rename, .remove: nil
        case .list: .array([.array([])])
        case .mapping: .object(["zz": .number(1)])
        case .null: .null
        case .number: [-1, 0, 1, 2.5, 1e9, 512].randomElement(using: &random).map(JSON.number)
        case .truth: .bool(Bool.random(using: &random))
        case .word:
            ["", " ", "zz", "30s", "100%", "-", "/", "${EMPTY}", "all"].randomElement(using: &random).map(JSON.string)
        }
    }
}
