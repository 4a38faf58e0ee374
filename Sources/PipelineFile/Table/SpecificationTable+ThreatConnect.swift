extension SpecificationTable {
    static let threatConnect = SectionSpecification(
        "threatconnect",
        "How ThreatConnect is reached. Give `access_key` and `secret_key`, or `token`.",
        keys: [
            .required(
                "url",
                .text(Rules.url),
                "Address of the instance, with or without `/api`.",
                example: "${TC_URL}"
            ),
            .optional(
                "access_key",
                .secret(Rules.credential),
                without: "`token` is needed",
                "Access ID of the API user, for signed requests.",
                example: "${TC_ACCESS_KEY}"
            ),
            .optional(
                "secret_key",
                .secret(Rules.credential),
                without: "`token` is needed",
                "Secret key of the API user, for signed requests.",
                example: "${file:/run/secrets/tc_secret_key}"
            ),
            .optional(
                "token",
                .secret(Rules.credential),
                without: "`access_key` and `secret_key` are needed",
                "API token, instead of the two keys.",
                example: "${TC_TOKEN}"
            ),
            .optional(
                "verify_ssl",
                .boolean,
                default: "true",
                "Whether the server's certificate is checked.",
                example: "true"
            ),
            .optional(
                "ca_file",
                .text(Rules.path),
                without: "the system's authorities are trusted",
                "PEM file with the certificate authorities to trust.",
                example: "/etc/ssl/acme-ca.pem"
            ),
            .optional(
                "http_proxy",
                .secret(Rules.proxy),
                without: "no proxy; the same when empty",
                "Proxy for all requests, with credentials where it asks for them. `url` then needs a host name, for its certificate.",
                example: "${TC_HTTP_PROXY:}"
            ),
            .optional(
                "owners",
                .list(.text(.any), minimum: 0, unique: true),
                default: "[]",
                "Owners to ask, in this order; none: the API user's own organisation.",
                example: "[Acme Intel, Shared Feed]"
            ),
            .optional(
                "max_in_flight",
                .integer(1...512),
                default: "16",
                "Requests at the same time, at most. Errors and slow answers lower the number, good ones raise it again.",
                example: "32"
            ),
            .optional(
                "rate_limit",
                .text(Rules.rate),
                without: "requests follow each other as fast as they are answered",
                "Requests in a time, of all stages together and evenly spread: `20/s`, `600/min` or `10000/h`.",
                example: "20/s"
            ),
            .optional(
                "quota",
                .section(quota),
                without: "requests are not counted over runs",
                "Requests of all runs together; `state.file` keeps them.",
                example: "{calls: 50000, per: 24h}"
            ),
            .optional(
                "max_wait",
                .duration(0...604_800_000),
                default: "10m",
                "How long a run waits in all for a server that cannot be asked: one that is down, wants a pause, or whose quota is used up. "
                    + "What is not asked then has failed as `unavailable`.",
                example: "2h"
            ),
            .optional(
                "connect_timeout",
                .duration(1...3_600_000),
                default: "10s",
                "Limit for opening a connection.",
                example: "5s"
            ),
            .optional(
                "timeout",
                .duration(1...3_600_000),
                default: "30s",
                "Limit for one attempt at a request.",
                example: "1m"
            ),
            .optional(
                "max_attempts",
                .integer(1...20),
                default: "5",
                "Attempts per request, the first one included. Not counted while everybody waits for the server: see `max_wait`.",
                example: "3"
            ),
        ],
        rules: [.exactlyOne([["access_key", "secret_key"], ["token"]])],
        later: ["client_certificate", "client_key"]
    )

    static let quota = SectionSpecification(
        "quota",
        "Requests that ThreatConnect takes from an API user in a time.",
        keys: [
            .required("calls", .integer(1...1_000_000_000), "Requests, repeated attempts included.", example: "50000"),
            .required(
                "per",
                .duration(60_000...2_678_400_000),
                "Within any stretch of time of this length.",
                example: "24h"
            ),
        ]
    )
}
