extension Checker {
    mutating func section(_ place: Place, _ specification: SectionSpecification) -> CheckedSection? {
        guard case .mapping(let entries) = place.node.content else {
            let keys = specification.keys.prefix(3).map { "'\($0.name)'" }.joined(separator: ", ")
            let advice = place.node.found == "nothing" ? "leave the key out where nothing is to be said" : nil
            _ = mismatch(place, expected: "a mapping with keys such as \(keys)", advice: advice)
            return nil
        }
        var section = CheckedSection(keyPath: place.keyPath, position: place.node.position)
        var seen: [String: SourcePosition] = [:]
        for entry in entries {
            if let first = seen[entry.key] {
                let message = "duplicate key \(Shown.quoted(entry.key)), first given in line \(first.line)"
                note(message, at: entry.keyPosition, section.path(to: visible(entry.key)))
            } else {
                seen[entry.key] = entry.keyPosition
                check(entry, specification, into: &section)
            }
        }
        requireKeys(specification, seen: seen, in: section)
        for rule in specification.rules { check(rule, specification, seen: seen, in: section) }
        for key in specification.keys where seen[key.name] == nil || section.item(key.name) == nil {
            fillDefault(of: key, in: &section)
        }
        return section
    }

    /// The default is YAML text and read like the file's own, so there is one place to change it.
    mutating func fillDefault(of key: KeySpecification, in section: inout CheckedSection) {
        guard let text = key.defaultText else { return }
        var loader = YAMLLoader(source: SourceText(file: "default of \(key.name)", text: text), text: text)
        guard let node = loader.root() else {
            problems += loader.problems
            return
        }
        let place = Place(node: node.moved(to: section.position), keyPath: section.path(to: key.name))
        guard let item = value(at: place, as: key.type) else { return }
        section.append(.init(key: key.name, keyPosition: section.position, item: item, isDefault: true))
    }

    private mutating func check(
        _ entry: YAMLNode.Entry,
        _ specification: SectionSpecification,
        into section: inout CheckedSection
    ) {
        let keyPath = section.path(to: visible(entry.key))
        guard let key = specification.keys.first(where: { $0.name == entry.key }) else {
            return unknown(entry, specification, keyPath)
        }
        guard let item = value(at: Place(node: entry.value, keyPath: keyPath), as: key.type) else { return }
        section.append(.init(key: key.name, keyPosition: entry.keyPosition, item: item, isDefault: false))
    }

    private mutating func unknown(
        _ entry: YAMLNode.Entry,
        _ specification: SectionSpecification,
        _ keyPath: String
    ) {
        let name = Shown.quoted(entry.key)
        let names = specification.keys.map(\.name)
        if specification.later.contains(entry.key) {
            return note("\(name) is not supported by this version", at: entry.keyPosition, keyPath)
        }
        let suggestion = Spelling.nearest(to: entry.key, among: names)
        note(
            "unknown key \(name) in \(specification.title)",
            at: entry.keyPosition,
            keyPath,
            expected: suggestion == nil ? "one of \(names.joined(separator: ", "))" : nil,
            suggestion: suggestion,
            advice: entry.key == "<<" ? "merge keys are not supported; repeat the keys or use an alias per value" : nil
        )
    }

    private mutating func requireKeys(
        _ specification: SectionSpecification,
        seen: [String: SourcePosition],
        in section: CheckedSection
    ) {
        for key in specification.keys where key.isRequired && seen[key.name] == nil {
            noteMissing(key, specification, section)
        }
    }

    private mutating func noteMissing(
        _ key: KeySpecification,
        _ specification: SectionSpecification,
        _ section: CheckedSection
    ) {
        note(
            "'\(key.name)' is missing in \(specification.title)",
            at: section.position,
            section.keyPath,
            expected: "\(key.name): \(key.example)"
        )
    }

    private mutating func check(
        _ rule: KeyRule,
        _ specification: SectionSpecification,
        seen: [String: SourcePosition],
        in section: CheckedSection
    ) {
        switch rule {
        case .requiredUnless(let name, let others):
            guard seen[name] == nil, !others.contains(where: { seen[$0] != nil }) else { return }
            guard let key = specification.keys.first(where: { $0.name == name }) else { return }
            noteMissing(key, specification, section)
        case .atLeastOne(let keys):
            guard !keys.contains(where: { seen[$0] != nil }) else { return }
            let names = Shown.list(keys.map { "'\($0)'" }, last: "or")
            note("\(names) is missing", at: section.position, section.keyPath)
        case .atMostOne(let keys):
            refuseTogether(keys.filter { seen[$0] != nil }, seen, section)
        case .exactlyOne(let groups):
            check(groups, seen: seen, in: section)
        }
    }

    private mutating func check(_ groups: [[String]], seen: [String: SourcePosition], in section: CheckedSection) {
        let started = groups.filter { group in group.contains { seen[$0] != nil } }
        guard let group = started.first else {
            let choices = groups.map { Shown.list($0.map { "'\($0)'" }) }
            return note("\(Shown.list(choices, last: "or")) is missing", at: section.position, section.keyPath)
        }
        guard started.count == 1 else {
            return refuseTogether(started.compactMap { $0.first { seen[$0] != nil } }, seen, section)
        }
        for key in group where seen[key] == nil {
            let given = Shown.list(group.filter { seen[$0] != nil }.map { "'\($0)'" })
            note("'\(key)' is missing beside \(given)", at: section.position, section.keyPath)
        }
    }

    private mutating func refuseTogether(
        _ keys: [String],
        _ seen: [String: SourcePosition],
        _ section: CheckedSection
    ) {
        let ordered = keys.sorted { (seen[$0] ?? .start) < (seen[$1] ?? .start) }
        guard ordered.count > 1, let first = ordered.first, let last = ordered.last else { return }
        note(
            "'\(last)' and '\(first)' exclude each other",
            at: seen[last] ?? section.position,
            section.path(to: last)
        )
    }

    /// A key from the file as part of a key path.
    private func visible(_ key: String) -> String {
        String(String.UnicodeScalarView(key.unicodeScalars.prefix(60).map(Shown.visible)))
    }
}

extension YAMLNode {
    /// The same value as if it stood elsewhere.
    func moved(to position: SourcePosition) -> YAMLNode {
        switch content {
        case .scalar(let scalar):
            let moved = YAMLScalar(text: scalar.text, style: scalar.style, position: position)
            return YAMLNode(content: .scalar(moved), position: position)
        case .list(let nodes):
            return YAMLNode(content: .list(nodes.map { $0.moved(to: position) }), position: position)
        case .mapping(let entries):
            let moved = entries.map { Entry(key: $0.key, keyPosition: position, value: $0.value.moved(to: position)) }
            return YAMLNode(content: .mapping(moved), position: position)
        }
    }
}
