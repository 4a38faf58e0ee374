/// Everything needed to reach one ThreatConnect instance.
package struct ConnectionSettings: Sendable {
    package var url: BaseURL
    package var credentials: Credentials
    /// Off accepts any certificate: for trials only.
    package var verifySSL = true
    /// A PEM file with the certificate authorities to trust instead of the system's.
    package var caFile: String?
    package var httpProxy: ProxyAddress?
    /// Limit for reaching the server, waiting for a free connection included.
    package var connectTimeout: Duration = .seconds(10)
    /// Longest silence of the server within one attempt.
    package var readTimeout: Duration = .seconds(30)
    /// Limit for one attempt from first to last byte, however steadily the bytes drip.
    package var attemptTimeout: Duration = .seconds(120)
    /// Attempts for one call, the first one included; at least 1.
    package var maxAttempts = 5
    /// Requests under way at the same time, at most, and connections kept open.
    package var maxConnections = 16
    /// Least time from one request to the next; nil does not limit.
    package var requestInterval: Duration?
    /// Needs somebody who remembers the calls, see ``QuotaKeeper``.
    package var quota: CallQuota?
    /// How long a server that cannot be asked is waited for, all waits together.
    package var maxWait: Duration = .seconds(120)
    /// Largest accepted body in bytes, after decompression.
    package var maxBodySize = 32 << 20
    package var userAgent = "tcenrich/0.1.0"

    package init(url: BaseURL, credentials: Credentials) {
        self.url = url
        self.credentials = credentials
    }
}
