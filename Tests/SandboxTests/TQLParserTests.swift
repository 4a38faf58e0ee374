import Sandbox
import TestSupport
import Testing

struct TQLParserTests {
    private func compare(
        _ keyword: String,
        _ operation: TQLOperation,
        _ values: TQLValue...,
        negated: Bool = false
    ) -> TQLExpression {
        .comparison(
            TQLComparison(keyword: TQLKeyword(text: keyword), operation: operation, isNegated: negated, values: values)
        )
    }

    @Test(arguments: [
        ("=", TQLOperation.equal), ("==", .equal), ("EQ", .equal), ("equals", .equal), ("!=", .notEqual),
        ("ne", .notEqual), (">", .greater), ("GT", .greater), ("<", .less), ("lt", .less),
        (">=", .greaterOrEqual), ("GEQ", .greaterOrEqual), ("<=", .lessOrEqual), ("Leq", .lessOrEqual),
    ])
    func signsAndTheirWordsMeanTheSame(operatorText: String, operation: TQLOperation) throws {
        let expected = compare("rating", operation, .number("4"))
        #expect(try TQLParser.parse("rating \(operatorText) 4") == expected)
        #expect(try TQLParser.parse("RATING   \(operatorText)\n4") == expected)
    }

    @Test func wordsTakeNotAndLists() throws {
        #expect(try TQLParser.parse("id in (1, -2)") == compare("id", .isIn, .number("1"), .number("-2")))
        let notLike = compare("summary", .like, .text("%a"), negated: true)
        #expect(try TQLParser.parse("summary NOT LIKE '%a'") == notLike)
        #expect(try TQLParser.parse("tag contains ('a',\"b\")") == compare("tag", .contains, .text("a"), .text("b")))
        #expect(try TQLParser.parse("rating IS NULL") == compare("rating", .isNull))
        #expect(try TQLParser.parse("rating is not null") == compare("rating", .isNull, negated: true))
    }

    @Test func andBindsTighterThanOr() throws {
        let (one, two, three) = (
            compare("a", .equal, .number("1")), compare("b", .equal, .number("2")), compare("c", .equal, .number("3"))
        )
        #expect(try TQLParser.parse("a=1 or b=2 and c=3") == .any([one, .all([two, three])]))
        #expect(try TQLParser.parse("(a=1 or b=2) and c=3") == .all([.any([one, two]), three]))
        #expect(try TQLParser.parse("not a=1 and b=2") == .all([.not(one), two]))
        #expect(try TQLParser.parse("not not a=1") == one)
    }

    @Test func backslashTakesTheNextCharacterAsItIs() throws {
        let text = #"a\"b\'c\`d\\e"#
        #expect(try TQLParser.parse("summary = \"\(text)\"") == compare("summary", .equal, .text(#"a"b'c`d\e"#)))
        #expect(try TQLParser.parse(#"summary = 'it"s'"#) == compare("summary", .equal, .text(#"it"s"#)))
    }

    @Test func linksNest() throws {
        let parsed = try TQLParser.parse("hasGroup(hasTag(name = 'x') and id in (10, 15))")
        let tag = TQLExpression.linked(TQLKeyword(text: "hastag"), compare("name", .equal, .text("x")))
        let inner = TQLExpression.all([tag, compare("id", .isIn, .number("10"), .number("15"))])
        #expect(parsed == .linked(TQLKeyword(text: "hasGroup"), inner))
    }

    @Test func datesAndBooleansAreValues() throws {
        #expect(try TQLParser.parse("lastSeen > NOW()") == compare("lastSeen", .greater, .text("NOW()")))
        #expect(try TQLParser.parse("lastSeen > \"TODAY()\"") == compare("lastSeen", .greater, .text("TODAY()")))
        #expect(try TQLParser.parse("indicatorActive = False") == compare("indicatorActive", .equal, .flag(false)))
    }

    @Test(arguments: [
        ("", 0), ("rating", 6), ("rating =", 8), ("rating = ,", 9), ("(rating = 1", 11), ("rating = 1)", 10),
        ("rating = 1 rating = 2", 11), ("summary = \"a", 10), ("summary = a", 10), ("summary ~ 'a'", 8),
        ("id in 5", 6), ("id in ()", 7), ("id in (1,)", 9), ("and = 1", 0), ("rating not = 1", 11),
        ("rating = 1.2.3", 9), ("rating is 5", 10), ("hasTag(", 7),
    ])
    func problemsNameTheirPlace(query: String, place: Int) {
        #expect { try TQLParser.parse(query) } throws: { ($0 as? TQLProblem)?.place == place }
    }

    @Test func nestingAndLengthAreLimited() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "(", count: depth) + "id=1" + String(repeating: ")", count: depth)
        }
        #expect(try TQLParser.parse(nested(TQLParser.deepest - 1)) == compare("id", .equal, .number("1")))
        #expect(throws: TQLProblem.self) { try TQLParser.parse(nested(TQLParser.deepest)) }
        #expect(throws: TQLProblem.self) { try TQLParser.parse(nested(100_000)) }
        let long = Array(repeating: "id=1", count: TQLParser.mostComparisons + 1).joined(separator: " or ")
        #expect(throws: TQLProblem.self) { try TQLParser.parse(long) }
        let negations = String(repeating: "not ", count: 100_000) + "id=1"
        #expect(try TQLParser.parse(negations) == compare("id", .equal, .number("1")))
    }
}

/// Statements about all queries, tried on generated ones. A failure names the seed.
struct TQLPropertyTests {
    private let seed = UInt64.random(in: .min ... .max)

    @Test func printedExpressionsParseToThemselves() throws {
        var queries = QueryGenerator(seed: seed)
        for _ in 0..<3_000 {
            let expression = queries.expression(depth: 4)
            let parsed = try? TQLParser.parse(expression.description)
            #expect(parsed == expression, "\(expression), seed \(seed)")
        }
    }

    @Test func anyBytesParseOrAreRefused() {
        var queries = QueryGenerator(seed: seed)
        var parsed = 0
        for _ in 0..<20_000 where (try? TQLParser.parse(queries.noise())) != nil { parsed += 1 }
        #expect(parsed < 20_000, "seed \(seed)")
    }
}

private struct QueryGenerator {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

    private mutating func pick<T>(_ items: [T]) -> T { items[number(0..<items.count)] }

    mutating func expression(depth: Int) -> TQLExpression {
        guard depth > 0 else { return .comparison(comparison()) }
        switch number(0..<6) {
        case 0: return .all(parts(depth))
        case 1: return .any(parts(depth))
        case 2: return .not(expression(depth: depth - 1))
        case 3: return .linked(TQLKeyword(text: pick(["hasTag", "HASGROUP"])), expression(depth: depth - 1))
        default: return .comparison(comparison())
        }
    }

    private mutating func parts(_ depth: Int) -> [TQLExpression] {
        (0..<number(2..<4)).map { _ in expression(depth: depth - 1) }
    }

    private mutating func comparison() -> TQLComparison {
        let operation = pick(TQLOperation.allCases)
        let count = operation == .isNull ? 0 : operation.isSign ? 1 : number(1..<4)
        return TQLComparison(
            keyword: TQLKeyword(text: pick(["summary", "rating", "value1", "x_1"])),
            operation: operation,
            isNegated: !operation.isSign && number(0..<2) == 0,
            values: (0..<count).map { _ in value() }
        )
    }

    private mutating func value() -> TQLValue {
        switch number(0..<4) {
        case 0: .flag(number(0..<2) == 0)
        case 1: .number(pick(["0", "-7", "2.5", "9007199254740993"]))
        default: .text(String((0..<number(0..<8)).map { _ in pick(Array("a\"'`\\%_ ()=,äß🐛\n")) }))
        }
    }

    /// Pieces of queries, or any bytes.
    mutating func noise() -> String {
        let words = [
            "(", ")", "and", "or", "not", "in", "is", "null", "=", "<", ",", "\"", "'a'", "x", "1", "hasTag", "\\", "-",
        ]
        guard number(0..<3) > 0 else {
            let bytes = (0..<number(0..<40)).map { _ in UInt8(number(0..<256)) }
            return String(decoding: bytes, as: UTF8.self)
        }
        return (0..<number(0..<24)).map { _ in pick(words) }.joined(separator: pick(["", " "]))
    }
}
