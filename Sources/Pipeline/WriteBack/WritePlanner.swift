import PipelineFile
package import ThreatConnect

/// Compares what the rules want with what the owner's copy says. Pure: what is already so is not written again.
package struct WritePlanner {
    private let desired: DesiredState
    /// nil: the owner has no copy.
    private let copy: IndicatorCopy?

    package init(desired: DesiredState, copy: IndicatorCopy?) {
        self.desired = desired
        self.copy = copy
    }

    package func writes() -> [PlannedWrite] {
        guard let copy else { return creation() }
        return update(of: copy) + AttributePlan(desired.attributes, present: copy.attributes).writes
            + falsePositive(copy.falsePositiveReportedByUser)
    }

    private func creation() -> [PlannedWrite] {
        guard let rule = desired.creatingRule else { return [] }
        let values = IndicatorValues(
            rating: desired.rating?.value,
            confidence: desired.confidence?.value,
            active: desired.active?.value,
            tags: Self.list(desired.tags.map(\.value)),
            securityLabels: Self.list(desired.securityLabels.map(\.value)),
            groups: Self.list(desired.groups.map { GroupValue($0.value) }),
            attributes: Self.list(AttributePlan(desired.attributes, present: []).added)
        )
        let create = PlannedWrite(operation: .create(values), rules: [rule])
        return [create] + falsePositive(nil)
    }

    private func update(of copy: IndicatorCopy) -> [PlannedWrite] {
        var (values, previous, rules) = (IndicatorValues(), IndicatorValues(), RuleNames())
        if let wish = desired.rating, !Self.areEqual(wish.value, copy.rating) {
            (values.rating, previous.rating) = (wish.value, copy.rating)
            rules.add(wish.rule)
        }
        if let wish = desired.confidence, wish.value != copy.confidence {
            (values.confidence, previous.confidence) = (wish.value, copy.confidence)
            rules.add(wish.rule)
        }
        if let wish = desired.active, wish.value != copy.active {
            (values.active, previous.active) = (wish.value, copy.active)
            rules.add(wish.rule)
        }
        values.tags = missing(desired.tags, in: copy.tags, &rules)
        values.securityLabels = missing(desired.securityLabels, in: copy.securityLabels, &rules)
        let groups = desired.groups.filter { wish in !copy.groups.contains { $0.id == wish.value.id } }
        groups.forEach { rules.add($0.rule) }
        values.groups = Self.list(groups.map { GroupValue($0.value) })
        guard !values.isEmpty else { return [] }
        return [
            PlannedWrite(operation: .update(id: copy.id, values, previous: previous), rules: rules.names)
        ]
    }

    /// Names that are not there in any letter case: ThreatConnect keeps one tag of a name.
    private func missing(
        _ wishes: [DesiredState.Wish<String>],
        in present: [String],
        _ rules: inout RuleNames
    ) -> [String]? {
        let present = Set(present.map { $0.lowercased() })
        let missing = wishes.filter { !present.contains($0.value.lowercased()) }
        missing.forEach { rules.add($0.rule) }
        return Self.list(missing.map(\.value))
    }

    private func falsePositive(_ reported: Bool?) -> [PlannedWrite] {
        guard let wish = desired.falsePositive, wish.value, reported != true else { return [] }
        return [PlannedWrite(operation: .reportFalsePositive, rules: [wish.rule])]
    }

    private static func list<Element>(_ elements: [Element]) -> [Element]? { elements.isEmpty ? nil : elements }

    /// The server keeps two decimals.
    static func areEqual(_ left: Double, _ right: Double?) -> Bool {
        guard let right else { return false }
        return (left * 100).rounded() == (right * 100).rounded()
    }
}

/// Labels once each, in the order in which they came.
private struct RuleNames {
    private(set) var names: [String] = []

    mutating func add(_ name: String) {
        if !names.contains(name) { names.append(name) }
    }
}
