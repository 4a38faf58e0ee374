internal import Observables

extension SpecificationTable {
    static let read = SectionSpecification(
        "read",
        "Which records are read, and what in them is looked up. Give one of `files`, `stdin`, `incident`, `indicators`, `values`.",
        keys: [
            .optional(
                "files",
                .oneOrMany(.text(Rules.path)),
                without: "`stdin` is needed",
                "Paths or globs, relative to the working directory; compressed files (gzip, zstd) are recognised.",
                example: "[exports/proxy-*.csv.gz]"
            ),
            .optional("stdin", .flag, without: "`files` is needed", "Read standard input.", example: "true"),
            .optional(
                "format",
                .choice(RecordFormat.allCases.map(\.rawValue), later: ["json", "leef", "cef"]),
                without: "seen from the files' names: `.csv`, `.tsv`, `.log` (Zeek), `.jsonl`, `.ndjson`, `.json`",
                "How records are written; standard input needs it.",
                example: "csv"
            ),
            .optional(
                "delimiter",
                .text(Rules.delimiter),
                without: "the comma",
                "Character between the fields of CSV.",
                example: "\";\""
            ),
            .optional(
                "header",
                .boolean,
                default: "true",
                "Whether the first record of CSV or TSV names the columns. Without a header they are named by "
                    + "`columns`, or `column_1`, `column_2`, ….",
                example: "false"
            ),
            .optional(
                "columns",
                .list(.text(.any), minimum: 1, unique: true),
                without: "`column_1`, `column_2`, … when there is no header",
                "Names of the columns when `header` is false.",
                example: "[time, src_ip, dst_ip]"
            ),
            .optional(
                "max_record_bytes",
                .size(64...268_435_456),
                default: "1MiB",
                "A longer record is rejected.",
                example: "512KiB"
            ),
            .optional(
                "incident",
                .integer(1...Int.max),
                without: "records come from elsewhere",
                "Id of an incident in ThreatConnect: its indicators are the records, with the columns "
                    + incidentColumns + ".",
                example: "67360"
            ),
            .optional(
                "indicators",
                .section(feed),
                without: "records come from elsewhere",
                "Indicators that ThreatConnect lists are the records, with the columns " + feedColumns + ".",
                example: "{type: Host, filters: [rating>3]}"
            ),
            .optional(
                "values",
                .list(.text(.any), minimum: 0, unique: false),
                without: "records come from elsewhere",
                "Values that are the records, in a column `value`; `run --value` gives others.",
                example: "[203.0.113.7, bad.example.com]"
            ),
            .optional(
                "observables",
                .list(.section(observable), minimum: 1, unique: false),
                without:
                    "required for `files` and `stdin`; the column `value` for `incident` and `values`; nothing is looked up for `indicators`",
                "Where in a record the values to look up are.",
                example: "[{column: dst_ip}]"
            ),
        ],
        rules: [
            .exactlyOne([["files"], ["stdin"], ["incident"], ["indicators"], ["values"]]),
            .requiredUnless("observables", ["incident", "indicators", "values"]),
        ],
        later: ["encoding", "quote", "comment"]
    )

    static let observable = SectionSpecification(
        "an observable column",
        "One place in a record. Without `type` and `extract` the whole cell is one value and its kind is detected.",
        keys: [
            .required(
                "column",
                .text(.any),
                "Name of a column, or path into a JSON record (`dest.ip`).",
                example: "dst_ip"
            ),
            .optional(
                "type",
                .choice(ObservableKind.allCases.map(\.name), later: []),
                without: "detected",
                "The whole cell is one value of this kind.",
                example: "URL"
            ),
            .optional(
                "type_column",
                .text(.any),
                without: "the kind is detected or declared",
                "Name of the column that says the kind, as ThreatConnect names it; `IP`, `Domain`, `Hash` and `Email` are understood. An empty "
                    + "cell: detected; any other word: there is no observable, and the record goes to the rejected file.",
                example: "type"
            ),
            .optional(
                "extract",
                .wordOr(
                    "all",
                    .list(
                        .choice(ObservableKind.allCases.filter(\.isDetectable).map(\.name), later: []),
                        minimum: 1,
                        unique: true
                    )
                ),
                without: "the cell is one value",
                "Find values of these kinds in free text.",
                example: "[File, EmailAddress]"
            ),
            .optional(
                "ladder",
                .list(.choice(["host"], later: ["parent", "domain", "network"]), minimum: 0, unique: true),
                default: "[]",
                "What to try when a value itself is not known: `host` tries the host of a URL or an e-mail address.",
                example: "[host]"
            ),
        ],
        rules: [.atMostOne(["type", "extract", "type_column"])],
        later: ["refang", "when"]
    )

    static let feedColumns =
        "`type`, `value`, `rating`, `confidence`, `threat_assess_score`, `owner`, `active`, `description`, `source`, `tags`, `date_added`, "
        + "`last_modified`, `web_link`, `id`"
    static let incidentColumns = feedColumns + ", `incident_id`, `incident_name`, `incident_tags`"

    static let feed = SectionSpecification(
        "indicators",
        "Which indicators are listed.",
        keys: [
            .optional(
                "type",
                .oneOrMany(.choice(ObservableKind.allCases.map(\.name), later: [])),
                without: "all types",
                "Types to list.",
                example: "[Host, Address]"
            ),
            .optional(
                "owner",
                .text(.any),
                without: "the first of `threatconnect.owners`, else the own organisation",
                "Whose indicators.",
                example: "Acme Intel"
            ),
            .optional(
                "modified_since",
                .text(Rules.since),
                without: "no limit",
                "Only what was modified since then: a duration before the run's start, or an instant.",
                example: "24h"
            ),
            .optional(
                "filters",
                .list(.text(Rules.filter), minimum: 0, unique: true),
                default: "[]",
                "Conditions of the v2 API that all hold: a name, one of `=`, `<`, `>`, `^` (begins with), and a value.",
                example: "[rating>3, confidence>50]"
            ),
        ]
    )
}
