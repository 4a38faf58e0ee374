package import Observables

/// How ThreatConnect is reached.
package struct ThreatConnectSection: Sendable {
    package enum Credentials: Sendable {
        case hmac(accessKey: Secret, secretKey: Secret)
        case token(Secret)
    }

    /// `http://` or `https://`, with or without `/api`.
    package var url: String
    package var credentials: Credentials
    package var verifySSL: Bool
    /// A PEM file with the authorities to trust instead of the system's.
    package var caFile: String?
    /// `http://host:port`, possibly with `user:password@`.
    package var httpProxy: Secret?
    /// Owner names in the order of asking; empty: one request without owner, answered for the own organisation.
    package var owners: [String]
    /// Requests at the same time, 1–512.
    package var maxInFlight: Int
    package var connectTimeout: Duration
    /// Limit for one attempt, from the request to the last byte of the reply.
    package var readTimeout: Duration
    /// Tries per request, the first one included, 1–20.
    package var attempts: Int
    /// nil does not limit.
    package var rateLimit: CallRate?
    /// Kept in the state file; nil does not limit.
    package var quota: QuotaSettings?
    /// How long a server that cannot be asked is waited for, all waits of the run together.
    package var maxWait: Duration
}

/// Calls that may be made within any stretch of time, over all runs.
package struct QuotaSettings: Sendable, Hashable {
    package var calls: Int
    /// Seconds.
    package var per: Int
}
