extension SpecificationTable {
    static let output = SectionSpecification(
        "an output",
        "One entry per file: a mapping with one of these keys.",
        keys: [
            .optional(
                "enriched",
                .templateOr(enriched),
                without: "not written",
                "Every record with what is known added.",
                example: "out/{name}-{date}.csv"
            ),
            .optional(
                "matches",
                .template,
                without: "not written",
                "One line per match.",
                example: "out/{name}-matches.jsonl"
            ),
            .optional(
                "rejected",
                .template,
                without: "not written",
                "What could not be used, with the reason: records, values, look-ups and writes.",
                example: "out/{name}-rejected.jsonl"
            ),
        ],
        later: ["where"]
    )

    static let enriched = SectionSpecification(
        "an enriched output",
        "Every record with what is known added.",
        keys: [
            .required("path", .template, "Where to write; `-` is standard output.", example: "out/{name}.csv.zst"),
            .optional(
                "layout",
                .choice(EnrichedOutput.Layout.allCases.map(\.rawValue), later: []),
                default: "worst",
                "A record with several values: its worst answer, one group of columns per observable column, "
                    + "or one line per match.",
                example: "long"
            ),
            .optional(
                "columns",
                .list(.choice(ResultColumn.allCases.map(\.rawValue), later: []), minimum: 1, unique: true),
                default: "[status, reason, verdict, matched_value, match_column, type, owner, rating, confidence, "
                    + "threat_assess_score, last_modified, web_link, as_of, origin]",
                "Columns to add, in this order.",
                example: "[verdict, rating, tags]"
            ),
            .optional(
                "prefix",
                .text(Rules.prefix),
                default: "tc_",
                "In front of the name of every added column.",
                example: "ti_"
            ),
            .optional(
                "neutralize_formulas",
                .boolean,
                default: "false",
                "Make cells harmless that a spreadsheet would execute.",
                example: "true"
            ),
        ],
        later: ["where", "compression_level"]
    )

    static let report = SectionSpecification(
        "a report",
        "One entry per report: a mapping with one of these keys.",
        keys: [
            .optional(
                "csv",
                .templateOr(csvReport),
                without: "not written",
                "One line per distinct match, and a second file with the totals.",
                example: "out/{name}-summary.csv"
            )
        ],
        later: ["html", "markdown", "json", "metrics"]
    )

    static let csvReport = SectionSpecification(
        "a CSV report",
        "One line per distinct match, and a second file with the totals.",
        keys: [
            .required("path", .template, "Where to write; `-` is standard output.", example: "out/{name}-summary.csv"),
            .optional(
                "defang",
                .boolean,
                default: "false",
                "Write `evil[.]example` for `evil.example`.",
                example: "true"
            ),
            .optional(
                "totals",
                .template,
                without: "the path with `-totals` in front of its suffix",
                "Where the totals are written.",
                example: "out/{name}-totals.csv"
            ),
            .optional(
                "neutralize_formulas",
                .boolean,
                default: "true",
                "Make cells harmless that a spreadsheet would execute.",
                example: "false"
            ),
        ]
    )
}
