internal import Observables

/// Rules between keys that the table's types do not say. Looks only at what is there: the rest has been reported.
struct RuleCheck {
    let source: SourceText
    private(set) var problems: [Problem] = []

    static func problems(in root: CheckedSection, source: SourceText) -> [Problem] {
        var check = RuleCheck(source: source)
        if let read = try? root.section("read") {
            check.input(read)
            check.source(read)
            check.layout(read)
            check.observables(read)
            if let enrich = try? root.section("enrich") { check.rowNames(in: enrich, read) }
        }
        if let enrich = try? root.section("enrich") { check.snapshot(enrich) }
        check.outputs(root)
        check.writeBack(root)
        check.cache(root)
        check.quota(root)
        check.proxy(root)
        return check.problems
    }

    mutating func note(
        _ message: String,
        at position: SourcePosition,
        _ keyPath: String,
        expected: String? = nil,
        suggestion: String? = nil,
        advice: String? = nil
    ) {
        problems.append(
            source.problem(
                message,
                at: position,
                keyPath: keyPath,
                expected: expected,
                suggestion: suggestion,
                advice: advice
            )
        )
    }
}
