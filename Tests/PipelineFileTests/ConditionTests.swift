import PipelineFile
import Testing

/// Values as an answer and a record would give them.
struct ConditionSample: ConditionContext {
    var fields: [AnswerField: ConditionValue] = [:]
    var cells: [String: ConditionValue] = [:]

    func value(of field: AnswerField) -> ConditionValue { fields[field] ?? .null }
    func row(_ name: String) -> ConditionValue { cells[name] ?? .null }

    static let hit = ConditionSample(
        fields: [
            .status: .text("hit"), .type: .text("Host"), .value: .text("evil.example"), .rating: .number(4),
            .confidence: .number(80), .tags: .list(["Phishing", "APT 1"]), .active: .bool(true),
            .lastModified: .text("2024-02-03T00:00:00Z"),
        ],
        cells: [
            "action": .text("blocked"), "bytes": .text(" 1500 "), "HTTP status": .text("404"), "empty": .text(""),
            "flag": .text("TRUE"), "n": .number(5), "dest.port": .text("443"), "c-ip": .text("192.0.2.1"),
            "list": .list(["a", "B"]), "it's": .text("9"),
        ]
    )
}

@Suite struct ConditionTests {
    private func condition(_ text: String) throws -> Condition {
        let quoted = "'" + text.replacing("'", with: "''") + "'"
        let file = Sample.minimal + "enrich: {verdicts: {known: \(quoted)}}\n"
        return try #require(try Sample.parse(file).enrich.verdicts.first?.condition)
    }

    private func holds(_ text: String) throws -> Bool {
        try ConditionEvaluator(condition(text)).matches(ConditionSample.hit)
    }

    @Test(arguments: [
        "rating >= 4", "rating == 4", "4 == rating", "5 > rating", "rating != 3", "confidence < 80.5", "rating <= 4.0",
        "rating >= 4 and confidence >= 70", "rating > 4 or confidence > 70", "not rating > 4", "not not active",
        "active", "active == true", "not (rating > 4 and active)", "true", "not false",
        "status == 'hit'", "status == \"hit\"", "type in ['Address', 'Host']", "type in ('Host')", "rating in [1, 4]",
        "tags contains 'phishing'", "tags contains 'apt 1'", "value contains 'evil'", "value matches '^e.*example$'",
        "value matches '(?i)EVIL'", "value matches '\\.example'", "last_modified >= '2024-01-01'",
        "row.action == 'blocked'", "row.bytes > 1000", "row['HTTP status'] == 404", "row['HTTP status'] in [404, 500]",
        "row.flag == true", "row.n >= 5", "row.dest.port == 443", "row.c-ip == '192.0.2.1'", "row.empty == ''",
        "row['it''s'] == 9", "row.list contains 'b'", "row.n contains '5'", "row.bytes > row.n", "row.action != 5",
        "owner == null", "status != null", "row.none == null", "row.empty != null", "null == owner", "owner in [null]",
        "rating > 4.5 and active or active", "active or active and rating > 4.5", "row.action < 'c'", "-1 < rating",
    ])
    func holdsForTheSample(text: String) throws {
        #expect(try holds(text))
    }

    @Test(arguments: [
        "rating > 4", "rating == 3", "active == false", "not active", "false", "tags contains 'phish'",
        "tags contains 'APT'", "value contains 'EVIL'", "value matches '^vil'", "type in ['Address']",
        "owner == 'x'", "owner != 'x'", "owner < 'x'", "owner contains 'x'", "owner matches 'x'", "owner in ['x']",
        "threat_assess_score >= 0", "threat_assess_score != 1", "description contains 'x'", "row.none != 'x'",
        "row.action > 5", "row.action == 5", "row.empty < 5", "row.empty == null", "status == null", "row.list == 'a'",
        "not (rating == 4)", "rating == 4 and rating == 3", "not active or false", "row.action == true",
    ])
    func doesNotHoldForTheSample(text: String) throws {
        #expect(try !holds(text))
    }

    @Test func truthTablesWithMissingValues() throws {
        let values: [ConditionValue] = [.bool(true), .bool(false), .null]
        let and = try ConditionEvaluator(condition("active and row.b == true"))
        let or = try ConditionEvaluator(condition("active or row.b == true"))
        let not = try ConditionEvaluator(condition("not active"))
        for left in values {
            #expect(not.matches(ConditionSample(fields: [.active: left])) == (left != .bool(true)))
            for right in values {
                let context = ConditionSample(fields: [.active: left], cells: ["b": right])
                #expect(and.matches(context) == (left == .bool(true) && right == .bool(true)))
                #expect(or.matches(context) == (left == .bool(true) || right == .bool(true)))
            }
        }
    }

    @Test func everyComparisonWithAMissingValueIsFalse() throws {
        for comparison in ["==", "!=", "<", "<=", ">", ">="] {
            #expect(try !ConditionEvaluator(condition("rating \(comparison) 3")).matches(ConditionSample()))
            #expect(try !ConditionEvaluator(condition("row.a \(comparison) row.b")).matches(ConditionSample()))
        }
    }

    @Test func mentionedRowsAndFieldsAreKnown() throws {
        let condition = try condition(
            "row.a == 1 or row['b c'] == 2 or tags contains row.a"
        )
        #expect(condition.rowNames.map(\.name) == ["a", "b c", "a"])
        #expect(condition.rowNames.map(\.position.column) == [29, 43, 78])
        #expect(condition.answerFields == [.tags] && condition.usesRow)
    }

    @Test func longChainsAreFine() throws {
        let text = Array(repeating: "rating > 1", count: 20_000).joined(separator: " and ")
        #expect(try holds(text))
        #expect(try holds(String(repeating: "not ", count: 20_000) + "active"))
    }
}
