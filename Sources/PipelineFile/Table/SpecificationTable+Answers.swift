extension SpecificationTable {
    static let cache = SectionSpecification(
        "cache",
        "How long the answers of this run serve later ones. Failures are never kept.",
        keys: [
            .optional("hit", .duration(lifetime), default: "24h", "How long a hit is believed.", example: "12h"),
            .optional("absent", .duration(lifetime), default: "4h", "How long an absence is believed.", example: "1h"),
        ]
    )

    /// One second to one year.
    private static let lifetime = 1_000...31_536_000_000

    static let query = SectionSpecification(
        "query",
        "How strategy `query` packs values.",
        keys: [
            .optional(
                "max_request_bytes",
                .integer(500...65_536),
                default: "2000",
                "Limit for one request: for its request line, percent-encoding included, or for its body. "
                    + "A value that is too long stands alone.",
                example: "6000"
            ),
            .optional(
                "body",
                .boolean,
                default: "false",
                "Send the query as the body of a GET. Recent instances accept that; a proxy in between may not.",
                example: "true"
            ),
            .optional(
                "linger",
                .duration(0...10_000),
                default: "50ms",
                "How long a request that is not full waits for more values.",
                example: "200ms"
            ),
            .optional(
                "include_inactive",
                .boolean,
                default: "false",
                "Find inactive indicators too. `lookup` finds active ones only.",
                example: "true"
            ),
        ]
    )
}
