extension Construction {
    func writeBack(_ section: CheckedSection) throws(MissingValue) -> WriteBackSection {
        var rules: [WriteBackRule] = []
        for item in try section.list("rules") {
            if let rule = item.value.section { rules.append(try self.rule(rule, number: rules.count + 1)) }
        }
        return WriteBackSection(
            mode: try section.choice("mode"),
            maxWrites: try section.integer("max_writes"),
            settleTime: try section.duration("settle_time"),
            owner: section.item("owner")?.value.text,
            rules: rules
        )
    }

    private func rule(_ section: CheckedSection, number: Int) throws(MissingValue) -> WriteBackRule {
        WriteBackRule(
            label: section.item("label")?.value.text ?? "rule \(number)",
            condition: section.item("when")?.value.condition,
            owner: section.item("owner")?.value.text,
            create: try section.boolean("create"),
            rating: section.item("rating")?.value.valueTemplate,
            confidence: section.item("confidence")?.value.valueTemplate,
            active: section.item("active")?.value.valueTemplate,
            falsePositive: section.item("false_positive")?.value.valueTemplate,
            tags: section.templates("tags"),
            securityLabels: section.templates("security_labels"),
            groups: try sections("groups", of: section, group),
            attributes: try sections("attributes", of: section, attribute),
            listSeparator: try section.text("list_separator"),
            position: section.position
        )
    }

    private func sections<Value>(
        _ key: String,
        of section: CheckedSection,
        _ make: (CheckedSection) throws(MissingValue) -> Value
    ) throws(MissingValue) -> [Value] {
        try items(section.item(key)?.value.list ?? [], make)
    }

    private func group(_ section: CheckedSection) throws(MissingValue) -> GroupReference {
        if let id = section.item("id")?.value.valueTemplate { return .id(id) }
        return .named(type: try section.text("type"), name: try section.valueTemplate("name"))
    }

    private func attribute(_ section: CheckedSection) throws(MissingValue) -> AttributeRule {
        AttributeRule(
            type: try section.text("type"),
            value: try section.valueTemplate("value"),
            mode: try section.choice("mode"),
            displayed: section.item("displayed")?.value.boolean,
            source: section.item("source")?.value.valueTemplate,
            position: section.item("type")?.position ?? section.position
        )
    }
}

extension CheckedSection {
    fileprivate func templates(_ key: String) -> [ValueTemplate] {
        (item(key)?.value.list ?? []).compactMap(\.value.valueTemplate)
    }

    fileprivate func valueTemplate(_ key: String) throws(MissingValue) -> ValueTemplate {
        guard let template = item(key)?.value.valueTemplate else { throw MissingValue(keyPath: path(to: key)) }
        return template
    }
}
