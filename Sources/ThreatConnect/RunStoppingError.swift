/// Why no further call can succeed: the run has to stop and somebody has to act.
package struct RunStoppingError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// Wrong credentials.
        case authentication
        /// This machine's clock and the server's differ too much for signed requests.
        case clockSkew = "clock_skew"
        /// The credentials are fine, but not for this.
        case permission
        /// The owner does not exist or is not visible to the API user.
        case unknownOwner = "unknown_owner"
        /// The instance has no licence for its API.
        case licence
        /// The server's certificate is not trusted, or TLS could not be set up.
        case tls
        /// The proxy refuses to be used.
        case proxy
        /// Nobody answers at the address.
        case unreachable
        /// It cannot be said how many calls the quota has left.
        case quota
        /// The task was cancelled; nothing is wrong.
        case cancelled
    }

    package let code: Code
    /// What happened, with the server's own words. Never holds a secret.
    package let message: String
    /// What to check or change.
    package let advice: String

    package init(code: Code, message: String, advice: String) {
        self.code = code
        self.message = message
        self.advice = advice
    }

    package var description: String { advice.isEmpty ? message : "\(message)\n\(advice)" }
}
