import PipelineFile
import Testing

/// The section `write_back`.
@Suite struct WriteBackSectionTests {
    private func parse(_ section: String, _ environment: [String: String] = [:]) throws -> WriteBackSection {
        let text = Sample.minimal + section + "\n"
        let specification = try PipelineSpecification.parse(
            text: text,
            file: "p.yaml",
            environment: Sample.environment.merging(environment) { $1 }
        )
        return try #require(specification.writeBack)
    }

    private func problems(_ section: String) -> [String] {
        do {
            _ = try parse(section)
            return []
        } catch let errors as PipelineFileErrors {
            return errors.problems.map { problem in
                let help = (problem.suggestion ?? problem.expected).map { " [\($0)]" } ?? ""
                return "\(problem.line):\(problem.column): \(problem.message)\(help)"
            }
        } catch {
            return ["\(error)"]
        }
    }

    @Test func listOfRulesIsAPlan() throws {
        let section = try parse(
            """
            write_back:
              - when: verdict == 'malicious' and row.action == 'blocked'
                rating: 5
              - label: harmless
                false_positive: true
            """
        )
        #expect(section.mode == .plan)
        #expect(section.maxWrites == 1000)
        #expect(section.rules.map(\.label) == ["rule 1", "harmless"])
        #expect(section.rules[0].rating?.constant == "5")
        #expect(section.rules[0].condition?.answerFields == [.verdict])
        #expect(section.rules[1].condition == nil)
        #expect(!section.rules[1].create)
    }

    @Test func modeComesFromTheEnvironment() throws {
        let text = "write_back: {mode: \"${MODE:plan}\", rules: [{create: true}]}\nstate: {file: s.sqlite}"
        #expect(try parse(text).mode == .plan)
        #expect(try parse(text, ["MODE": "apply"]).mode == .apply)
    }

    @Test func everyKeyOfARuleIsRead() throws {
        let section = try parse(
            """
            write_back:
              mode: apply
              max_writes: 20
              owner: Acme Intel
              rules:
                - label: push
                  owner: Other
                  create: true
                  rating: row.rating
                  confidence: "{row.confidence}"
                  active: false
                  tags: [a, "{row.tag}-{verdict}"]
                  security_labels: TLP:AMBER
                  groups: [{id: 67360}, {type: Incident, name: "Case {run.id}"}]
                  attributes:
                    - {type: Description, value: "{count} of {first}-{last} {{x}}", mode: replace, displayed: true, source: p}
                  list_separator: "|"
            state: {file: s.sqlite}
            """
        )
        let rule = try #require(section.rules.first)
        #expect((section.maxWrites, section.owner, rule.owner, rule.create) == (20, "Acme Intel", "Other", true))
        #expect(rule.rating?.parts == [.placeholder(.lastRow("rating"))])
        #expect(rule.rating?.isColumn == true)
        #expect(rule.confidence?.parts == [.placeholder(.lastRow("confidence"))])
        #expect(rule.active?.constant == "false")
        #expect(rule.tags.map(\.text) == ["a", "{row.tag}-{verdict}"])
        #expect(rule.tags[1].parts == [.placeholder(.lastRow("tag")), .text("-"), .placeholder(.answer(.verdict))])
        #expect(rule.securityLabels.map(\.constant) == ["TLP:AMBER"])
        guard case .named(let type, let name)? = rule.groups.last else {
            Issue.record("\(rule.groups)")
            return
        }
        #expect(type == "Incident")
        #expect(name.parts == [.text("Case "), .placeholder(.run(.id))])
        let attribute = try #require(rule.attributes.first)
        #expect((attribute.mode, attribute.displayed, attribute.source?.text) == (.replace, true, "p"))
        #expect(
            attribute.value.parts == [
                .placeholder(.count), .text(" of "), .placeholder(.first), .text("-"), .placeholder(.last),
                .text(" {x}"),
            ]
        )
        #expect(rule.listSeparator == "|")
    }

    @Test func columnWithBlanksIsNamedInBrackets() throws {
        let section = try parse("write_back: [{rating: \"row['Threat Rating']\"}]")
        #expect(section.rules[0].rating?.parts == [.placeholder(.lastRow("Threat Rating"))])
    }

    @Test(arguments: [
        ("rating: 6", "11:24: '6' is not accepted"), ("confidence: 70.5", "11:28: '70.5' is not accepted"),
        ("rating: \"{row.x\"", "11:24: '{' without '}'"), ("active: maybe", "11:24: 'maybe' is not accepted"),
        ("attributes: [{type: T, value: \"{cuont}\"}]", "unknown placeholder '{cuont}' [{count}]"),
        ("groups: [{type: Incident}]", "'name' is missing beside 'type'"),
        ("groups: [{id: x}]", "'x' is not accepted"), ("label: a", "is missing"),
        ("when: verdict == 'malicous', rating: 5", "[malicious]"),
        ("create: false", "the rule does nothing"), ("ratting: 5", "[rating]"),
    ])
    func mistakeIsFoundWhenTheFileIsRead(rule: String, expected: String) {
        let found = problems("write_back: [{\(rule)}]")
        #expect(
            !found.isEmpty && found.contains { $0.contains(expected.split(separator: ": ").last ?? "") },
            "\(found)"
        )
        #expect(found.allSatisfy { $0.hasPrefix("11:") }, "\(found)")
    }

    @Test func applyingNeedsALedger() {
        let found = problems("write_back: {mode: apply, rules: [{rating: 5}]}")
        #expect(found == ["11:20: 'mode: apply' needs 'state' [state: {file: tcenrich.sqlite}]"])
    }

    @Test func labelsAreDistinct() {
        let found = problems("write_back:\n  - {label: a, rating: 1}\n  - {label: a, rating: 2}")
        #expect(found == ["13:13: the label 'a' is given twice, first in line 12"])
    }

    @Test func verdictIsNotKnownWhereItIsDecided() {
        let found = problems("enrich: {verdicts: {known: verdict == 'benign'}}")
        #expect(found.count == 1 && found[0].contains("the verdict is not known yet"), "\(found)")
    }

    @Test func writingBackAloneIsAPurpose() throws {
        let text = Sample.minimal.replacing("output:\n  - enriched: out.csv\n", with: "write_back: [{rating: 5}]\n")
        _ = try PipelineSpecification.parse(text: text, file: "p.yaml", environment: Sample.environment)
    }
}
