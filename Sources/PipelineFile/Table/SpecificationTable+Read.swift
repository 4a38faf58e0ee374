internal import Observables

extension SpecificationTable {
    static let read = SectionSpecification(
        "read",
        "Which records are read, and what in them is looked up. Give `files` or `stdin`.",
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
            .required(
                "observables",
                .list(.section(observable), minimum: 1, unique: false),
                "Where in a record the values to look up are.",
                example: "[{column: dst_ip}]"
            ),
        ],
        rules: [.exactlyOne([["files"], ["stdin"]])],
        later: ["incident", "indicators", "encoding", "quote", "comment"]
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
        rules: [.atMostOne(["type", "extract"])],
        later: ["refang", "when"]
    )
}
