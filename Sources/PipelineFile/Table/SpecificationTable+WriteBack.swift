extension SpecificationTable {
    static let writeBack = SectionSpecification(
        "write_back",
        "What is written to ThreatConnect. A list of rules alone is the same as `{rules: […]}`. `tcenrich plan` shows what a run would write; "
            + "only `mode: apply` writes.",
        keys: [
            .optional(
                "mode",
                .choice(WriteBackSection.Mode.allCases.map(\.rawValue), later: []),
                default: "plan",
                "`plan` works out what would be written, `apply` writes it; `apply` needs `state`, for the ledger.",
                example: "${TC_WRITE_BACK:plan}"
            ),
            .optional(
                "max_writes",
                .integer(1...10_000_000),
                default: "1000",
                "A run that would send more writes sends none.",
                example: "5000"
            ),
            .optional(
                "settle_time",
                .duration(0...3_600_000),
                default: "30s",
                "How long a write whose answer was lost may still take effect inside the server. It is looked up for so long before it is sent "
                    + "again; not less than `threatconnect.timeout` is wise.",
                example: "1m"
            ),
            .optional(
                "owner",
                .text(.any),
                without: "the first of `threatconnect.owners`, else the API user's own organisation",
                "Whose copies are written.",
                example: "Acme Intel"
            ),
            .required(
                "rules",
                .list(.section(writeRule), minimum: 1, unique: false),
                "What is written about which observables; several rules may act on one.",
                example: "[{when: verdict == 'malicious', rating: 5}]"
            ),
        ]
    )

    static let writeRule = SectionSpecification(
        "a write-back rule",
        "Acts once per run on every observable that has a record for which `when` holds. Values may be "
            + "[templates](#templates). What is already so is not written again.",
        keys: [
            .optional(
                "label",
                .text(.any),
                without: "`rule 1`, `rule 2`, …",
                "Names the rule in plans, ledger and reports.",
                example: "confirm-blocked"
            ),
            .optional(
                "when",
                .ruleCondition,
                without: "every observable that was asked and answered",
                "A [condition](#conditions) over answer and record; `verdict` is known here.",
                example: "verdict == 'malicious' and row.action == 'blocked'"
            ),
            .optional(
                "owner",
                .text(.any),
                without: "the owner of `write_back`",
                "Whose copies this rule writes.",
                example: "Acme Intel"
            ),
            .optional(
                "create",
                .boolean,
                default: "false",
                "Create an indicator that the owner does not have.",
                example: "true"
            ),
            .optional("rating", .value(.rating), without: "untouched", "Threat rating, 0 to 5.", example: "5"),
            .optional(
                "confidence",
                .value(.confidence),
                without: "untouched",
                "Confidence, 0 to 100.",
                example: "row.confidence"
            ),
            .optional("active", .value(.flag), without: "untouched", "Indicator status.", example: "false"),
            .optional(
                "false_positive",
                .value(.flag),
                without: "no report",
                "`true` reports a false positive, once per user.",
                example: "true"
            ),
            .optional(
                "tags",
                .oneOrMany(.value(.tag)),
                without: "untouched",
                "Tags to add. A column alone is split at `list_separator`.",
                example: "[blocked, \"{row.campaign}\"]"
            ),
            .optional(
                "security_labels",
                .oneOrMany(.value(.text)),
                without: "untouched",
                "Security labels to add; split like tags.",
                example: "TLP:AMBER"
            ),
            .optional(
                "groups",
                .list(.section(writeGroup), minimum: 1, unique: false),
                without: "untouched",
                "Groups to associate with.",
                example: "[{id: 67360}]"
            ),
            .optional(
                "attributes",
                .list(.section(writeAttribute), minimum: 1, unique: false),
                without: "untouched",
                "Attributes to add or change.",
                example: "[{type: Description, value: seen by the proxy}]"
            ),
            .optional(
                "list_separator",
                .text(
                    TextRule(pattern: "^.{1,8}$", maxLength: 8, acceptsNumbers: false, expected: "1 to 8 characters")
                ),
                default: "\";\"",
                "Between several tags or labels in one cell.",
                example: "\"|\""
            ),
        ],
        rules: [
            .atLeastOne([
                "create", "rating", "confidence", "active", "false_positive", "tags", "security_labels", "groups",
                "attributes",
            ])
        ]
    )

    static let writeGroup = SectionSpecification(
        "a group",
        "A group that exists: by `id`, or by `type` and `name`.",
        keys: [
            .optional("id", .value(.identifier), without: "`type` and `name` are needed", "Its id.", example: "67360"),
            .optional(
                "type",
                .choice(groupTypes, later: []),
                without: "`id` is needed",
                "Its type as ThreatConnect names it.",
                example: "Incident"
            ),
            .optional("name", .value(.text), without: "`id` is needed", "Its exact name.", example: "Phish 12"),
        ],
        rules: [.exactlyOne([["id"], ["type", "name"]])]
    )

    /// API document, section 2.2.
    static let groupTypes = [
        "Adversary", "Attack Pattern", "Campaign", "Course of Action", "Document", "Email", "Event", "Incident",
        "Intrusion Set", "Malware", "Report", "Signature", "Tactic", "Threat", "Tool", "Vulnerability",
    ]

    static let writeAttribute = SectionSpecification(
        "an attribute",
        "One attribute of the indicator.",
        keys: [
            .required("type", .text(.any), "Its type, as the instance names it.", example: "Description"),
            .required(
                "value",
                .value(.text),
                "Its value; one that comes out empty is left out.",
                example: "\"Blocked {count} times by the proxy on {run.date}\""
            ),
            .optional(
                "mode",
                .choice(AttributeRule.Mode.allCases.map(\.rawValue), later: []),
                default: "append",
                "`append` adds one unless this type and value is there; `replace` changes the one that is shown or oldest, or adds one; "
                    + "`once` adds one unless one of this type is there.",
                example: "replace"
            ),
            .optional(
                "displayed",
                .boolean,
                without: "the instance decides",
                "For `Description` and `Source`: whether the indicator shows this one.",
                example: "true"
            ),
            .optional("source", .value(.text), without: "none", "Where the value comes from.", example: "proxy"),
        ]
    )
}
