extension PipelineSpecification {
    /// The reference of the pipeline file, as in `docs/pipeline-file.md`.
    package static func referencePage() -> String { ReferencePage.text }
}

/// The table as a page to read.
enum ReferencePage {
    static var text: String {
        let chapters =
            [head, ReferenceText.example] + sections + [ReferenceText.values, conditionFields, ReferenceText.templates]
        return chapters.joined(separator: "\n")
    }

    private static let head = """
        # The pipeline file

        One YAML file describes a run. `tcenrich check FILE` names everything that is wrong with it, with line and
        column, without using the network; `tcenrich schema` prints a JSON Schema for editors. This page and the schema
        are made from the table that the program checks files against.

        """

    private static var sections: [String] {
        [
            section("Top level", SpecificationTable.root),
            section("`threatconnect`", SpecificationTable.threatConnect),
            section("`read`", SpecificationTable.read),
            section("`read.observables`", SpecificationTable.observable),
            section("`read.indicators`", SpecificationTable.feed),
            section("`enrich`", SpecificationTable.enrich),
            section("`enrich.verdicts`", SpecificationTable.verdicts),
            section("`write_back`", SpecificationTable.writeBack),
            section("`write_back.rules`", SpecificationTable.writeRule),
            section("`write_back.rules.groups`", SpecificationTable.writeGroup),
            section("`write_back.rules.attributes`", SpecificationTable.writeAttribute),
            section("`output`", SpecificationTable.output),
            section("`output`: `enriched`", SpecificationTable.enriched),
            section("`report`", SpecificationTable.report),
            section("`report`: `csv`", SpecificationTable.csvReport),
            section("`errors`", SpecificationTable.errors),
            section("`state`", SpecificationTable.state),
        ]
    }

    private static func section(_ title: String, _ section: SectionSpecification) -> String {
        let rows = section.keys.map(row)
        return """
            ## \(title)

            \(section.summary)

            | Key | Value | Without it | Meaning | Example |
            |---|---|---|---|---|
            \(rows.joined(separator: "\n"))

            """
    }

    private static func row(_ key: KeySpecification) -> String {
        let absence = key.isRequired ? "**required**" : key.defaultText.map { "`\($0)`" } ?? key.absence ?? ""
        let cells = ["`\(key.name)`", kind(of: key.type), absence, key.summary, "`\(key.example)`"]
        return "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }

    private static func kind(of type: ValueType) -> String {
        switch type {
        case .section(let section): "mapping, see [\(section.title)](#\(anchor(section)))"
        case .items(let section): "list of \(section.keys.map { "`\($0.name)`" }.joined(separator: ", "))"
        case .sectionOr(let key, let section):
            "mapping, see [\(section.title)](#\(anchor(section))), or a list: its `\(key)`"
        case .list(.section, _, _): "list of mappings, see below"
        case .list(let element, _, _): "list: \(kind(of: element))"
        case .oneOrMany(let element): "\(kind(of: element)), or a list"
        case .wordOr(let word, let other): "`\(word)`, or a \(kind(of: other))"
        case .templateOr: "path, or a mapping, see below"
        case .choice(let words, _): words.map { "`\($0)`" }.joined(separator: ", ")
        case .condition, .ruleCondition: "[condition](#conditions)"
        case .value(let rule): "\(rule.expected), or a [template](#templates)"
        case .secret(let rule): "secret: \(rule.expected)"
        default: Expectation.text(for: type)
        }
    }

    /// As GitHub makes it from the heading.
    private static func anchor(_ section: SectionSpecification) -> String {
        ["verdicts": "enrichverdicts", "indicators": "readindicators"][section.title] ?? section.title
    }

    private static var conditionFields: String {
        let rows = AnswerField.allCases.map { "| `\($0.rawValue)` | \($0.words.map(words) ?? kind(of: $0)) |" }
        return ReferenceText.conditions + "\n| Field | Value |\n|---|---|\n" + rows.joined(separator: "\n") + "\n"
    }

    private static func words(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }

    private static func kind(of field: AnswerField) -> String {
        guard let range = field.range else { return field.kind.words }
        let lower = Int(range.lowerBound)
        return range.upperBound.isFinite ? "number, \(lower) to \(Int(range.upperBound))" : "number, \(lower) or more"
    }
}
