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
                "Proxy for all requests, with credentials where it asks for them.",
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
                "Requests at the same time.",
                example: "32"
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
                "Attempts per request, the first one included.",
                example: "3"
            ),
        ],
        rules: [.exactlyOne([["access_key", "secret_key"], ["token"]])],
        later: ["rate_limit", "daily_quota", "client_certificate", "client_key"]
    )
}
