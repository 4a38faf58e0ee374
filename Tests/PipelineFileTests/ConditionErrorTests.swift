import PipelineFile
import Testing

/// Mistakes in conditions: the column within the condition, from 1, and the beginning of the message.
@Suite struct ConditionErrorTests {
    @Test(arguments: [
        ("", 1, "the condition is empty"), ("rating", 7, "the condition ends too early"),
        ("rating >=", 10, "the condition ends too early"), ("rating > 3 and", 15, "the condition ends too early"),
        ("(rating > 3", 12, "the condition ends too early"), ("rating > 3)", 11, "unexpected ')'"),
        ("rating = 3", 8, "'=' is no operator"), ("active && active", 8, "'&' is no operator"),
        ("!active", 1, "'!' is no operator"), ("rating > 3 adn active", 12, "unexpected 'adn'"),
        ("ratng > 3", 1, "unknown field 'ratng'"), ("type == Host", 9, "unknown field 'Host'"),
        ("1 < rating < 3", 12, "comparisons cannot be chained"), ("value == 'x", 10, "the text is not closed"),
        ("rating > 5", 10, "this is never true: rating goes from 0 to 5"),
        ("confidence > 100", 14, "this is never true: confidence goes from 0 to 100"),
        ("101 <= confidence", 1, "this is never true: confidence goes from 0 to 100"),
        ("observation_count < 0", 21, "this is never true: observation_count goes from 0 upwards"),
        ("rating in [3, 7]", 15, "this is never true: rating goes from 0 to 5"),
        ("rating contains 'x'", 1, "rating is a number and contains nothing"),
        ("rating >= 'abc'", 11, "rating is a number and cannot be compared with text"),
        ("tags == 'x'", 1, "tags is a list and cannot be compared"),
        ("active > false", 1, "true and false have no order"),
        ("owner > null", 9, "a comparison with null is never true"), ("1 == 1", 1, "both sides are fixed values"),
        ("status == 'hitt'", 11, "status is never 'hitt'"), ("type == 'Hosts'", 9, "type is never 'Hosts'"),
        ("value matches '(a'", 15, "'(a' is not a regular expression"),
        ("rating matches 'a'", 1, "rating is a number and"),
        ("value matches x", 15, "unexpected 'x'"), ("type in []", 10, "unexpected ']'"),
        ("type in 'x'", 9, "unexpected"),
        ("type in [value]", 10, "a list holds fixed values only"), ("rating > 1.2.3", 10, "'1.2.3' is not a number"),
        ("row > 3", 5, "unexpected '>'"), ("row. > 3", 4, "unexpected '.'"), ("row[3] > 3", 5, "unexpected '3'"),
        ("value contains", 15, "the condition ends too early"), ("value contains ''", 16, "an empty text says nothing"),
        ("rating > 3 active", 12, "unexpected 'active'"), ("and", 1, "unexpected 'and'"),
        ("not", 4, "the condition ends"),
        ("rating > 3; x", 11, "unexpected ';'"), ("'a'", 4, "the condition ends too early"),
    ])
    func positionIsExact(text: String, column: Int, message: String) {
        let file = Sample.minimal + "enrich:\n  verdicts:\n    known: \"\(text.replacing("\"", with: "\\\""))\"\n"
        let shown = Sample.diagnostics(file)
        #expect(shown.contains("p.yaml:13:\(12 + column): error: \(message)"), "\(shown)")
    }

    /// The mistake is the `;` in each of them.
    @Test(arguments: [
        ("known: rating > 1 ; 2", 1, 23), ("known: 'row[''a''] == ''x'' ; 2'", 1, 33),
        (#"known: "row['\u0061\t\"'] == 'x' ; 2""#, 1, 38), ("known: &anchor rating > 1 ; 2", 1, 31),
        ("known: !!str rating > 1 ; 2", 1, 29), ("known: rating > 1\n      or ; 2", 2, 10),
        ("known: 'rating > 1\n\n      or ; 2'", 3, 10), ("known: |\n      rating > 1\n      or ; 2", 3, 10),
        ("known: >-\n      rating > 1\n\n      or ; 2", 4, 10), ("known: |2\n      rating > 1\n       or ; 2", 3, 11),
        ("known: \"rating > 1 \\\n      or ; 2\"", 2, 10), ("known: 'ä🙂' == value ; 2", 1, 26),
    ])
    func placesInsideScalarsAreExact(line: String, row: Int, column: Int) {
        let line = line.hasPrefix("known: 'ä") ? "known: value == 'ä🙂' ; 2" : line
        let shown = Sample.diagnostics(Sample.minimal + "enrich:\n  verdicts:\n    \(line)\n")
        #expect(shown.contains("p.yaml:\(12 + row):\(column): error: unexpected ';'"), "\(shown)")
    }

    @Test func suggestionsFollow() {
        let file = Sample.minimal + "enrich: {verdicts: {malicious: rating >= 4 && confidance > 3}}\n"
        #expect(
            Sample.diagnostics(file) == """
                dir/p.yaml:11:44: error: '&' is no operator
                  key: enrich.verdicts.malicious
                   11 | enrich: {verdicts: {malicious: rating >= 4 && confidance > 3}}
                      |                                            ^
                  help: did you mean 'and'?

                1 error

                """
        )
        let second = file.replacingFirst("&&", "and")
        #expect(Sample.diagnostics(second).contains("help: did you mean 'confidence'?"))
    }

    @Test func conditionStandsAlone() throws {
        #expect(try Condition("rating > 1").answerFields == [.rating])
        #expect(throws: PipelineFileErrors.self) { try Condition("rating >") }
    }

    @Test func bracesWithoutQuotesAreExplained() {
        let shown = Sample.diagnostics(Sample.minimal("enriched: out.csv", "enriched: {name}-x.csv"))
        #expect(shown.contains("help: put a value that begins with { in quotes"), "\(shown)")
    }

    @Test(arguments: [
        ("{url: ${TC_URL}, token: t}", "3:23"), ("{token: t, owners: [${A}]}", "3:37"),
        ("{url: https://${HOST}/, token: t}", "3:31"),
    ])
    func variableInsideAFlowMappingIsExplained(section: String, place: String) {
        let text = "version: 1\nname: a\nthreatconnect: \(section)\nread: {values: [a]}\n"
        let shown = Sample.diagnostics(text)
        #expect(shown.contains("dir/p.yaml:\(place): error: YAML syntax: "), "\(shown)")
        let advice = #"help: inside { } and [ ] put a value with ${…} in quotes, as in {url: "${TC_URL}"}"#
        #expect(shown.contains(advice), "\(shown)")
    }

    /// A reader copies them.
    @Test func examplesOfTheReferenceQuoteVariablesInsideBraces() {
        #expect(PipelineSpecification.referencePage().firstMatch(of: /[{\[][^`"\n]*: \$\{/) == nil)
    }

    @Test func bracesInAPathAreWrittenTwice() throws {
        let text = Sample.minimal("enriched: out.csv", "enriched: 'a{{b}}-{name}.csv'")
        guard case .enriched(let output)? = try Sample.parse(text).output.first else {
            Issue.record("no output")
            return
        }
        #expect(output.path.resolved(name: "n", date: "", time: "", runID: "") == "a{b}-n.csv")
    }

    @Test(arguments: ["rating>=1", "rating!=3", "summary^=a", "rating<>3"])
    func filterWithAnOperatorThatTheAPIDoesNotKnowIsRefusedWithThoseItKnows(filter: String) {
        let read = "read: {indicators: {type: Host, filters: [\"confidence>5\", \"\(filter)\"]}}"
        let text = "version: 1\nthreatconnect: {url: \"https://a.b\", token: t}\n\(read)\noutput: [enriched: a.csv]\n"
        let shown = Sample.diagnostics(text)
        #expect(shown.contains("dir/p.yaml:3:59: error: '\(filter)' is not accepted"), "\(shown)")
        #expect(shown.contains("one of the operators = < > ^ (begins with)"), "\(shown)")
    }

    @Test func deepNestingIsRefusedQuickly() {
        let text = String(repeating: "(", count: 100_000)
        #expect(
            Sample.diagnostics(Sample.minimal + "enrich: {verdicts: {known: '\(text)'}}\n").contains("more than 50")
        )
    }
}
