import Observables
import PipelineFile
import ThreatConnect

/// What the instance allows in attributes, labels and groups, asked once before anything is planned.
struct WriteCatalogue: Sendable {
    /// By name; nil when the instance does not tell.
    var attributeTypes: [String: AttributeType]?
    /// nil when the instance does not tell.
    var securityLabels: Set<String>?
    /// nil where there is none.
    var groups: [GroupKey: Result<GroupLink?, LookupFailure>] = [:]

    func problem(ofLabel name: String) -> String? {
        guard let securityLabels, !securityLabels.contains(name) else { return nil }
        let near = Spelling.nearest(to: name, among: securityLabels.sorted()).map { "; did you mean '\($0)'?" } ?? ""
        return "there is no security label '\(name)'\(near)"
    }

    func problem(ofAttribute type: String, value: String) -> String? {
        guard let known = attributeTypes?[type] else { return nil }
        if let limit = known.maxSize, value.unicodeScalars.count > limit {
            return "the value has \(value.unicodeScalars.count) characters, \(type) takes at most \(limit)"
        }
        if let options = known.options, !options.isEmpty, !options.contains(value) {
            return known.errorMessage
                ?? "'\(value.prefix(60))' is not one of \(options.prefix(20).joined(separator: ", "))"
        }
        return nil
    }
}

extension WriteCatalogue {
    /// Asks for what the rules need and holds against it what the pipeline file fixes.
    ///
    /// - Throws: `PreflightError` for attribute types, labels and groups that the instance does not have, and what stops every call.
    static func load(
        for specification: PipelineSpecification,
        from client: ThreatConnectClient,
        note: (String) -> Void
    ) async throws -> WriteCatalogue {
        let rules = specification.writeBack?.rules ?? []
        var catalogue = WriteCatalogue()
        if rules.contains(where: { !$0.attributes.isEmpty }) {
            switch try await client.attributeTypes() {
            case .success(let types):
                catalogue.attributeTypes = Dictionary(types.map { ($0.name, $0) }) { first, _ in first }
            case .failure(let failure):
                note("the attribute types could not be read, so they are not checked: \(failure.detail)")
            }
        }
        if rules.contains(where: { !$0.securityLabels.isEmpty }) {
            switch try await client.securityLabels() {
            case .success(let labels): catalogue.securityLabels = Set(labels)
            case .failure(let failure):
                note("the security labels could not be read, so they are not checked: \(failure.detail)")
            }
        }
        let problems = catalogue.problems(in: rules, specification)
        guard problems.isEmpty else { throw PreflightError(problems: problems) }
        return catalogue
    }

    private func problems(in rules: [WriteBackRule], _ specification: PipelineSpecification) -> [Problem] {
        rules.flatMap { rule in
            rule.attributes.compactMap { unknownType($0, specification) }
                + rule.attributes.compactMap { fixedValue($0, specification) }
                + rule.securityLabels.compactMap { unknownLabel($0, specification) }
        }
    }

    private func unknownType(_ attribute: AttributeRule, _ specification: PipelineSpecification) -> Problem? {
        guard let attributeTypes, attributeTypes[attribute.type] == nil else { return nil }
        return specification.problem(
            "the instance has no attribute type '\(attribute.type)'",
            at: attribute.position,
            keyPath: "write_back",
            suggestion: Spelling.nearest(to: attribute.type, among: attributeTypes.keys.sorted())
        )
    }

    private func fixedValue(_ attribute: AttributeRule, _ specification: PipelineSpecification) -> Problem? {
        guard let value = attribute.value.constant, let problem = problem(ofAttribute: attribute.type, value: value)
        else {
            return nil
        }
        return specification.problem(problem, at: attribute.value.position, keyPath: "write_back")
    }

    private func unknownLabel(_ template: ValueTemplate, _ specification: PipelineSpecification) -> Problem? {
        guard let name = template.constant, let problem = problem(ofLabel: name) else { return nil }
        return specification.problem(problem, at: template.position, keyPath: "write_back")
    }

    /// Looks up the groups that rendered rules name.
    mutating func loadGroups(_ keys: Set<GroupKey>, from client: ThreatConnectClient) async throws {
        for key in keys { groups[key] = try await Self.find(key, client) }
    }

    private static func find(
        _ key: GroupKey,
        _ client: ThreatConnectClient
    ) async throws -> Result<GroupLink?, LookupFailure> {
        guard let type = key.type else {
            guard let id = Int64(key.text) else { return .success(nil) }
            return try await client.group(id: id)
        }
        return try await client.groups(type: type, name: key.text, owner: key.owner).map(\.first)
    }
}
