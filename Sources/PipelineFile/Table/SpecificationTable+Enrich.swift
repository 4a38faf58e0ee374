internal import Observables

extension SpecificationTable {
    static let enrich = SectionSpecification(
        "enrich",
        "How answers are found and judged.",
        keys: [
            .optional(
                "strategy",
                .choice(EnrichSection.Strategy.allCases.map(\.rawValue), later: []),
                default: "lookup",
                "`lookup`: one request per distinct value and owner. `query`: many values in one request. "
                    + "`snapshot`: no request, from a local copy of all indicators. `auto`: the one with the fewest requests.",
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
                "snapshot",
                .section(snapshot),
                without: "there is no local copy",
                "The local copy of all indicators of `threatconnect.owners`, made by `tcenrich snapshot update`.",
                example: "{file: indicators.snapshot, max_age: 24h}"
            ),
            .optional(
                "containment",
                .boolean,
                default: "false",
                "With strategy `snapshot`: a known CIDR block answers for the addresses in it, and a known Host for the names below it.",
                example: "true"
            ),
            .optional(
                "verdicts",
                .section(verdicts),
                default: "{}",
                "Conditions in file order; the first that holds gives the verdict.",
                example: "{malicious: rating >= 4 and confidence >= 70}"
            ),
            .optional(
                "cache",
                .section(cache),
                without: "every run asks anew",
                "How long the answers of this run serve later ones; needs `state`.",
                example: "{hit: 24h, absent: 4h}"
            ),
            .optional(
                "query",
                .section(query),
                default: "{}",
                "How strategy `query` packs values.",
                example: "{max_request_bytes: 6000}"
            ),
        ],
        later: ["batch_size"]
    )

    static let snapshot = SectionSpecification(
        "snapshot",
        "The local copy of all indicators.",
        keys: [
            .required(
                "file",
                .text(Rules.path),
                "Where it is; `tcenrich snapshot update` makes it.",
                example: "indicators.snapshot"
            ),
            .optional(
                "max_age",
                .duration(1_000...8_760 * 3_600_000),
                default: "24h",
                "A run refuses a snapshot that is older.",
                example: "8h"
            ),
        ]
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
