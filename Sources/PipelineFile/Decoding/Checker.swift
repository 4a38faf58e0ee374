internal import Observables

/// Holds a YAML tree against the table. Everything wrong is noted, nothing wrong hides anything else.
struct Checker {
    let source: SourceText
    /// The file's lines, unmasked, to find places inside values.
    let lines: [[Unicode.Scalar]]
    let replacement: Replacement
    var problems: [Problem] = []

    init(source: SourceText, text: String, replacement: Replacement) {
        self.source = source
        self.replacement = replacement
        lines = SourceText.split(text)
    }

    /// Where a value is: the node and what leads to it.
    struct Place {
        let node: YAMLNode
        let keyPath: String
    }

    /// The value as the type wants it; nil after a problem.
    mutating func value(at place: Place, as type: ValueType) -> CheckedItem? {
        checked(place, as: type).map { CheckedItem(value: $0, position: place.node.position) }
    }

    private mutating func checked(_ place: Place, as type: ValueType) -> CheckedValue? {
        switch type {
        case .section(let section): self.section(place, section).map(CheckedValue.section)
        case .sectionOr(let key, let section): sectionOr(place, key, section)
        case .items(let section): items(place, section)
        case .list(let element, let minimum, let unique): list(place, of: element, minimum: minimum, unique: unique)
        case .oneOrMany(let element): oneOrMany(place, of: element)
        case .wordOr(let word, let other): wordOr(place, word, other)
        case .templateOr(let section): templateOr(place, section)
        default: scalar(place, as: type)
        }
    }

    private mutating func list(
        _ place: Place,
        of element: ValueType,
        minimum: Int,
        unique: Bool
    ) -> CheckedValue? {
        guard case .list(let nodes) = place.node.content else { return mismatch(place, expected: "a list") }
        if nodes.count < minimum {
            note("the list is empty", at: place.node.position, place.keyPath, expected: "at least \(minimum) entry")
        }
        var items: [CheckedItem] = []
        var seen: Set<String> = []
        for (index, node) in nodes.enumerated() {
            let inner = Place(node: node, keyPath: "\(place.keyPath)[\(index)]")
            guard let item = value(at: inner, as: element) else { continue }
            if unique, let text = item.value.text, !seen.insert(text).inserted {
                note("listed twice", at: node.position, inner.keyPath)
            }
            items.append(item)
        }
        return .list(items)
    }

    private mutating func oneOrMany(_ place: Place, of element: ValueType) -> CheckedValue? {
        if case .list = place.node.content { return list(place, of: element, minimum: 1, unique: true) }
        return value(at: place, as: element).map { .list([$0]) }
    }

    private mutating func wordOr(_ place: Place, _ word: String, _ other: ValueType) -> CheckedValue? {
        guard case .scalar(let scalar) = place.node.content else { return checked(place, as: other) }
        guard let replaced = replaced(scalar, place) else { return nil }
        if replaced.text == word { return .text(word) }
        note(
            "\(replaced.shown) is not accepted",
            at: scalar.position,
            place.keyPath,
            expected: "'\(word)' or a list",
            suggestion: suggestion(for: replaced, among: [word])
        )
        return nil
    }

    /// A list stands for the section that has it under `key`.
    private mutating func sectionOr(
        _ place: Place,
        _ key: String,
        _ specification: SectionSpecification
    ) -> CheckedValue? {
        guard case .list = place.node.content else { return section(place, specification).map(CheckedValue.section) }
        let position = place.node.position
        let entry = YAMLNode.Entry(key: key, keyPosition: position, value: place.node)
        let node = YAMLNode(content: .mapping([entry]), position: position)
        return section(Place(node: node, keyPath: place.keyPath), specification).map(CheckedValue.section)
    }

    private mutating func templateOr(_ place: Place, _ specification: SectionSpecification) -> CheckedValue? {
        guard case .scalar = place.node.content else { return section(place, specification).map(CheckedValue.section) }
        guard let path = value(at: place, as: .template) else { return nil }
        var section = CheckedSection(keyPath: place.keyPath, position: place.node.position)
        section.append(.init(key: "path", keyPosition: path.position, item: path, isDefault: false))
        for key in specification.keys where key.name != "path" { fillDefault(of: key, in: &section) }
        return .section(section)
    }

    /// A list of mappings with one key each; becomes a list of sections with one entry each.
    private mutating func items(_ place: Place, _ specification: SectionSpecification) -> CheckedValue? {
        let expected = "a list of \(Shown.list(specification.keys.map { "'\($0.name): …'" }, last: "or"))"
        guard case .list(let nodes) = place.node.content else { return mismatch(place, expected: expected) }
        let sections = nodes.enumerated().compactMap { index, node -> CheckedItem? in
            let inner = Place(node: node, keyPath: "\(place.keyPath)[\(index)]")
            guard let section = self.section(inner, specification) else { return nil }
            if case .mapping(let entries) = node.content, entries.count != 1 {
                let names = Shown.list(specification.keys.map { "'\($0.name)'" }, last: "or")
                note(
                    entries.isEmpty ? "the entry is empty" : "the entry has \(entries.count) keys",
                    at: node.position,
                    inner.keyPath,
                    expected: "one of \(names); each entry begins with its own '-'"
                )
            }
            return CheckedItem(value: .section(section), position: node.position)
        }
        return .list(sections)
    }
}

extension Checker {
    mutating func note(
        _ message: String,
        severity: Problem.Severity = .error,
        at position: SourcePosition,
        _ keyPath: String,
        expected: String? = nil,
        suggestion: String? = nil,
        advice: String? = nil
    ) {
        problems.append(
            source.problem(
                message,
                severity: severity,
                at: position,
                keyPath: keyPath,
                expected: expected,
                suggestion: suggestion,
                advice: advice
            )
        )
    }

    /// Notes that another kind of value stands there.
    mutating func mismatch(_ place: Place, expected: String, advice: String? = nil) -> CheckedValue? {
        note("found \(place.node.found)", at: place.node.position, place.keyPath, expected: expected, advice: advice)
        return nil
    }

    /// The value with `${…}` replaced; nil after a problem.
    mutating func replaced(_ scalar: YAMLScalar, _ place: Place) -> ReplacedScalar? {
        let (replaced, defects) = replacement.replaced(scalar)
        guard !defects.isEmpty else { return replaced }
        var finder = ScalarPlaces(scalar, lines: lines)
        let places = finder.places(of: scalar.text)
        for defect in defects {
            note(defect.message, at: places[defect.offset], place.keyPath, advice: defect.advice)
        }
        return nil
    }

    /// One place per Unicode scalar of the replaced text, and one for its end.
    func places(of replaced: ReplacedScalar) -> [SourcePosition] {
        var finder = ScalarPlaces(replaced.scalar, lines: lines)
        let places = finder.places(of: replaced.scalar.text)
        guard let origins = replaced.origins else { return places }
        return origins.map { places[$0] } + places.suffix(1)
    }

    func suggestion(for replaced: ReplacedScalar, among words: [String]) -> String? {
        replaced.isReplaced ? nil : Spelling.nearest(to: replaced.text, among: words)
    }
}
