internal import Observables

/// The pipeline file, key by key. Decoding, `docs/pipeline-file.md` and the JSON Schema are made from it.
enum SpecificationTable {
    static let root = SectionSpecification(
        "the pipeline file",
        "One run, from where records are read to where results are written.",
        keys: [
            .required("version", .version(1), "Version of this format.", example: "1"),
            .optional(
                "name",
                .text(Rules.name),
                without: "the file's name without its suffix",
                "Name of the pipeline, as `{name}` in output paths and in the run history.",
                example: "proxy-nightly"
            ),
            .required(
                "threatconnect",
                .section(threatConnect),
                "How ThreatConnect is reached.",
                example: "{url: \"${TC_URL}\"}"
            ),
            .required(
                "read",
                .section(read),
                "Which records are read, and what in them is looked up.",
                example: "{files: a.csv, observables: [{column: ip}]}"
            ),
            .optional(
                "enrich",
                .section(enrich),
                default: "{}",
                "How answers are found and judged.",
                example: "{skip: [private]}"
            ),
            .optional(
                "write_back",
                .sectionOr(key: "rules", writeBack),
                without: "nothing is written to ThreatConnect",
                "What is written to ThreatConnect, as a list of rules or a mapping.",
                example: "[{when: verdict == 'malicious', rating: 5}]"
            ),
            .optional(
                "output",
                .items(output),
                default: "[]",
                "Files written from records, one entry each.",
                example: "[enriched: out/proxy.csv]"
            ),
            .optional(
                "report",
                .items(report),
                default: "[]",
                "Summaries written at the end, one entry each.",
                example: "[csv: out/summary.csv]"
            ),
            .optional(
                "errors",
                .section(errors),
                default: "{}",
                "How much may go wrong before the run counts as broken.",
                example: "{max_failed: 2%}"
            ),
            .optional(
                "state",
                .section(state),
                without: "nothing is kept, and an interrupted run cannot be continued",
                "What is kept between runs: progress, history, the ledger of writes, and cached answers.",
                example: "{file: tcenrich.sqlite}"
            ),
        ],
        rules: [.atLeastOne(["output", "report", "write_back"])],
        later: ["metrics", "cache"]
    )

    static let errors = SectionSpecification(
        "errors",
        "How much may go wrong before the run counts as broken.",
        keys: [
            .optional(
                "max_failed",
                .allowance,
                default: "unlimited",
                "Look-ups that may fail, as a number or as a share of those asked.",
                example: "2%"
            ),
            .optional(
                "max_rejected",
                .allowance,
                default: "unlimited",
                "Records that may be rejected, or hold no usable value where that goes to the rejected file, as a number or as a share of those read.",
                example: "100"
            ),
        ]
    )

    static let state = SectionSpecification(
        "state",
        "What is kept between runs.",
        keys: [
            .required(
                "file",
                .text(Rules.path),
                "SQLite file with progress and history of runs, the ledger of writes, and cached answers; created when missing. "
                    + "One run at a time uses it.",
                example: "tcenrich.sqlite"
            ),
            .optional(
                "checkpoint_interval",
                .duration(0...3_600_000),
                default: "1s",
                "How often a run commits its progress, for `tcenrich run --resume` after an interruption; `0s` commits after every batch of records.",
                example: "5s"
            ),
        ],
        later: ["keep"]
    )
}

/// Limits of the texts in the table.
enum Rules {
    static let name = TextRule(
        pattern: "^[A-Za-z0-9._-]+$",
        maxLength: 100,
        acceptsNumbers: true,
        expected: "letters, digits, '.', '_' and '-'"
    )
    static let path = TextRule(pattern: #"^\S(.*\S)?$"#, maxLength: 4_096, acceptsNumbers: true, expected: "a path")
    static let url = TextRule(
        pattern: #"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@]+(/[^\s?#@]*)?$"#,
        maxLength: 1_000,
        expected: "a URL such as https://app.threatconnect.com, without user, query or fragment"
    )
    static let proxy = TextRule(
        pattern: #"^$|^[Hh][Tt][Tt][Pp]://([^\s/?#@]*@)?[^\s/?#@]+/?$"#,
        maxLength: 1_000,
        expected: "http://host:port or http://user:password@host:port, or nothing"
    )
    static let credential = TextRule(
        pattern: #"^[!-~]+$"#,
        maxLength: 4_096,
        acceptsNumbers: true,
        expected: "text without blanks"
    )
    static let rate = TextRule(
        pattern: CallRate.pattern,
        maxLength: 20,
        expected: "a rate such as 20/s, 600/min or 10000/h"
    )
    static let delimiter = TextRule(
        pattern: ##"^(\t|\\t|[ !#-~])$"##,
        maxLength: 2,
        expected: #"one ASCII character, or "\t" for a tab"#
    )
    static let since = TextRule(
        pattern: #"^([0-9]{1,9}(\.[0-9]{1,3})?(ms|s|m|h)|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?)$"#,
        maxLength: 40,
        expected: "a duration such as 24h, or an instant such as 2026-03-01 or 2026-03-01T00:00:00Z"
    )
    /// Names and operators of the v2 lists (API document, section 3.3).
    static let filter = TextRule(
        pattern:
            #"^(active|summary|dateAdded|rating|confidence|threatAssessScore|threatAssessRating|threatAssessConfidence"#
            + #"|falsePositive|city|countryCode|countryName|organization|state|timezone|asn|whoisActive|dnsActive) *[=<>^] *[^ ,=<>^][^,]*$"#,
        maxLength: 500,
        expected: "a name that the API knows, one of the operators = < > ^ (begins with), and a value without a comma: "
            + "rating>3 or summary^bad"
    )
    static let prefix = TextRule(pattern: #"^[^\r\n]*$"#, maxLength: 64, expected: "text on one line")
}
