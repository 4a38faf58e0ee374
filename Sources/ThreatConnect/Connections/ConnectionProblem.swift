/// What keeps an exchange from its answer and is not an error of the socket, of TLS or of HTTP.
enum ConnectionProblem: Error, Hashable {
    /// Neither TCP nor TLS nor the proxy's tunnel in time.
    case notOpenInTime
    /// All connections were in use for too long.
    case noFreeConnection
    /// Nothing was heard for ``ConnectionSettings/readTimeout``.
    case silent
    /// The answer was not complete within ``ConnectionSettings/attemptTimeout``.
    case incomplete
    /// By the server.
    case closed
    /// A request's header holds a line break.
    case unusableHeader
    /// By us.
    case shutDown
}

/// There was no connection to send on, or nothing that could be sent.
struct NotSent: Error {
    let cause: any Error
}
