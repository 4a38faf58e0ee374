extension RuleCheck {
    /// Labels are distinct, conditions and templates name columns that can be there, and writing has a ledger.
    mutating func writeBack(_ root: CheckedSection) {
        guard let section = try? root.section("write_back") else { return }
        var seen: [String: SourcePosition] = [:]
        for rule in ((try? section.list("rules")) ?? []).compactMap(\.value.section) {
            if let (item, label) = rule.texts("label").first, let first = seen.updateValue(item.position, forKey: label)
            {
                let message = "the label \(Shown.quoted(label)) is given twice, first in line \(first.line)"
                note(message, at: item.position, rule.path(to: "label"))
            }
            onlyFalse(rule)
        }
        ledger(section, root)
    }

    private mutating func onlyFalse(_ rule: CheckedSection) {
        let actions = rule.entries.filter {
            !$0.isDefault && !["label", "when", "owner", "list_separator"].contains($0.key)
        }
        guard actions.map(\.key) == ["create"], (try? rule.boolean("create")) == false else { return }
        note("the rule does nothing", at: rule.position, rule.keyPath, expected: "a rating, a tag, an attribute …")
    }

    private mutating func ledger(_ section: CheckedSection, _ root: CheckedSection) {
        guard section.texts("mode").first?.1 == WriteBackSection.Mode.apply.rawValue, root.written("state") == nil
        else {
            return
        }
        note(
            "'mode: apply' needs 'state'",
            at: section.item("mode")?.position ?? section.position,
            section.path(to: "mode"),
            expected: "state: {file: tcenrich.sqlite}",
            advice: "the ledger in the state file makes sure that nothing is written twice and that a run can be undone"
        )
    }
}
