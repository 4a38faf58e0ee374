/// What is known about one observable. Failures travel as data, so one bad value never ends a run.
///
/// The four states are never blurred: "ThreatConnect does not know it", "we did not ask" and "asking
/// failed" stay different in every output.
package enum Answer: Sendable, Hashable {
    /// ThreatConnect holds at least one copy of the value.
    case hit(Intelligence)
    /// ThreatConnect was asked and holds no copy in any of the owners asked.
    case absent
    /// Not asked, on purpose.
    case skipped(SkipReason)
    /// Asked without getting a usable reply.
    case failed(LookupFailure)
}

/// Why an observable was not asked about.
package enum SkipReason: String, Sendable, Hashable, CaseIterable {
    /// Private-use address (RFC 1918, RFC 4193), shared address space (RFC 6598).
    case privateAddress = "private"
    /// Loopback, link-local, multicast, documentation and other special-purpose addresses (RFC 6890).
    case reserved
    /// A name that cannot exist in public DNS: single label, `.local`, `.internal`, RFC 6761 and RFC 2606 names.
    case localName = "local_names"
    /// In one of the pipeline file's allowlists.
    case allowlisted

    /// The reasons that a value itself gives, without any list.
    package static let special: [SkipReason] = [.privateAddress, .reserved, .localName]
}

/// Why asking about an observable did not give a usable reply.
package struct LookupFailure: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The server answered 5xx or 429 until the attempts were used up.
        case unavailable
        /// No connection, or it broke, until the attempts were used up.
        case connection
        /// No complete reply within the time allowed.
        case timeout
        /// The reply could not be understood, or its `status` was not `Success`.
        case badResponse = "bad_response"
        /// The server refused this value (400, 403 on an exclusion list …).
        case refused
    }

    package let code: Code
    /// Requests made, first one included.
    package let attempts: Int
    /// For people: the server's words or the error's. Never holds a secret.
    package let detail: String

    package init(code: Code, attempts: Int, detail: String) {
        self.code = code
        self.attempts = attempts
        self.detail = detail
    }
}
