import Foundation
import Observables
import PipelineFile
import ThreatConnect

extension DesiredState {
    /// Renders one rule for one observable and checks what comes out (API document, section 9). An empty text says nothing:
    /// an empty cell changes no rating.
    init(_ rule: WriteBackRule, _ renderer: TemplateRenderer, catalogue: WriteCatalogue) {
        self.init()
        let label = rule.label
        if rule.create { creatingRule = label }
        rating = scalar("rating", rule.rating, renderer, "a number from 0 to 5") { text in
            Self.decimal(text).flatMap { (0...5).contains($0) ? $0 : nil }
        }
        confidence = scalar("confidence", rule.confidence, renderer, "a whole number from 0 to 100") { text in
            Self.wholeNumber(text).flatMap { (0...100).contains($0) ? $0 : nil }
        }
        active = scalar("active", rule.active, renderer, "true or false", Self.flag)
        falsePositive = scalar("false_positive", rule.falsePositive, renderer, "true or false", Self.flag)
        tags = names("tags", rule.tags, renderer) { name in
            name.unicodeScalars.count <= 128
                ? nil : "a tag has at most 128 characters, this one \(name.unicodeScalars.count)"
        }
        securityLabels = names("security_labels", rule.securityLabels, renderer, catalogue.problem(ofLabel:))
        for reference in rule.groups { add(reference, renderer, catalogue) }
        for attribute in rule.attributes { add(attribute, renderer, catalogue) }
    }

    private mutating func scalar<Value>(
        _ field: String,
        _ template: ValueTemplate?,
        _ renderer: TemplateRenderer,
        _ expected: String,
        _ read: (String) -> Value?
    ) -> Wish<Value>? {
        guard let template else { return nil }
        let text = renderer.text(template).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else { return nil }
        guard let value = read(text) else {
            note(field, "'\(text.prefix(60))' is not \(expected)", renderer)
            return nil
        }
        return Wish(value, rule: renderer.rule.label)
    }

    private mutating func names(
        _ field: String,
        _ templates: [ValueTemplate],
        _ renderer: TemplateRenderer,
        _ problem: (String) -> String?
    ) -> [Wish<String>] {
        var wishes: [Wish<String>] = []
        for name in renderer.list(templates) {
            if let problem = problem(name) {
                note(field, problem, renderer)
            } else {
                wishes.append(Wish(name, rule: renderer.rule.label))
            }
        }
        return wishes
    }

    private mutating func add(
        _ reference: PipelineFile.GroupReference,
        _ renderer: TemplateRenderer,
        _ catalogue: WriteCatalogue
    ) {
        let key = GroupKey(reference, renderer)
        guard !key.text.isEmpty else { return }
        switch catalogue.groups[key] {
        case .success(let group?): groups.append(Wish(group, rule: renderer.rule.label))
        case .success(nil), nil: note("groups", "there is no group \(key)", renderer)
        case .failure(let failure):
            note("groups", "the group \(key) could not be looked up: \(failure.detail)", renderer)
        }
    }

    private mutating func add(_ rule: AttributeRule, _ renderer: TemplateRenderer, _ catalogue: WriteCatalogue) {
        let value = renderer.text(rule.value)
        guard !value.allSatisfy(\.isWhitespace) else { return }
        if let problem = catalogue.problem(ofAttribute: rule.type, value: value) {
            return note("attribute \(rule.type)", problem, renderer)
        }
        let source = rule.source.map(renderer.text).flatMap { $0.isEmpty ? nil : $0 }
        let attribute = DesiredAttribute(
            type: rule.type,
            value: value,
            mode: rule.mode,
            displayed: rule.displayed,
            source: source
        )
        attributes.append(Wish(attribute, rule: renderer.rule.label))
    }

    private mutating func note(_ field: String, _ message: String, _ renderer: TemplateRenderer) {
        problems.append(WriteProblem(rule: renderer.rule.label, field: field, message: message))
    }

    /// `90` and `90.0`, as spreadsheets write it.
    private static func wholeNumber(_ text: String) -> Int? {
        Int(text) ?? decimal(text).flatMap(Int.init(exactly:))
    }

    /// Digits and a point: what programs take for a number beside that (`0x5`, `1e1`, `nan`) nobody means as a rating.
    private static func decimal(_ text: String) -> Double? {
        text.allSatisfy { $0.isASCII && $0.isNumber || $0 == "." } ? Double(text) : nil
    }

    private static func flag(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes", "1": true
        case "false", "no", "0": false
        default: nil
        }
    }
}

/// How a rule names a group: by id, or by type and name within an owner.
struct GroupKey: Hashable, Sendable, CustomStringConvertible {
    /// nil for an id.
    let type: String?
    let text: String
    let owner: String?

    init(_ reference: PipelineFile.GroupReference, _ renderer: TemplateRenderer) {
        let template: ValueTemplate
        switch reference {
        case .id(let id): (type, template, owner) = (nil, id, nil)
        case .named(let type, let name): (self.type, template, owner) = (type, name, renderer.owner)
        }
        text = renderer.text(template).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    var description: String { type.map { "\($0) '\(text)'" } ?? "with the id \(text)" }
}
