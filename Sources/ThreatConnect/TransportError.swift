/// Why an attempt brought no complete answer.
package struct TransportError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The host name could not be resolved.
        case nameResolution = "name_resolution"
        /// Nobody listens at that host and port.
        case connectionRefused = "connection_refused"
        /// No route, or another failure to connect.
        case unreachable
        /// The connection broke before the answer was complete.
        case connectionLost = "connection_lost"
        case timeout
        /// The certificate is not trusted.
        case certificate
        /// Its time is over, or has not begun.
        case certificateDates = "certificate_dates"
        /// It belongs to another host.
        case certificateName = "certificate_name"
        /// TLS could not be set up for another reason.
        case tls
        /// The proxy asks for other credentials.
        case proxyAuthentication = "proxy_authentication"
        /// The proxy did not open a way to the server.
        case proxy
        /// The body is larger than allowed.
        case tooLarge = "too_large"
        /// What came back is not HTTP, or not readable as such.
        case malformed
        case cancelled
        case other
    }

    package let code: Code
    /// For people. Never holds a secret.
    package let detail: String
    /// There was no connection to send anything on: the server cannot have seen the request.
    package var nothingWasSent = false

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
