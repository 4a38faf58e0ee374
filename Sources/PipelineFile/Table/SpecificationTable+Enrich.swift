internal import Observables

extension SpecificationTable {
    static let enrich = SectionSpecification(
        "enrich",
        "How answers are found and judged.",
        keys: [
            .optional(
                "strategy",
                .choice(EnrichSection.Strategy.allCases.map(\.rawValue), later: ["query", "snapshot"]),
                default: "lookup",
                "`lookup`: one request per distinct value and owner.",
                example: "lookup"
            ),
            .optional(
                "skip",
                .list(.choice(SkipReason.special.map(\.rawValue), later: []), minimum: 0, unique: true),
                default: "[private, reserved, local_names]",
                "Values that are not asked about.",
                example: "[private]"
            ),
            .optional(
                "allowlists",
                .list(.text(Rules.path), minimum: 0, unique: true),
                default: "[]",
                "Paths and patterns of lists of values that are not asked about, in MISP's warning list format.",
                example: "[lists/*.json]"
            ),
            .optional(
                "verdicts",
                .section(verdicts),
                default: "{}",
                "Conditions in file order; the first that holds gives the verdict.",
                example: "{malicious: rating >= 4 and confidence >= 70}"
            ),
        ],
        later: ["cache", "batch_size"]
    )

    static let verdicts = SectionSpecification(
        "verdicts",
        "Conditions in file order; the first that holds gives the verdict; a hit that none holds for is `known`.",
        keys: Verdict.allCases.filter { $0 != .none }.map { verdict in
            .optional(
                verdict.rawValue,
                .condition,
                without: "no condition",
                "When an answer is \(verdict.rawValue).",
                example: verdictExamples[verdict] ?? "true"
            )
        }
    )

    private static let verdictExamples: [Verdict: String] = [
        .malicious: "rating >= 4 and confidence >= 70",
        .suspicious: "rating >= 2 or tags contains 'phishing'",
        .known: "status == 'hit'",
        .benign: "rating == 0 and confidence >= 90",
    ]
}
