/// What an attempt says about the state of the server, whatever it means for its call.
package enum AttemptOutcome: Sendable, Hashable {
    /// The server has done its work.
    case answered
    /// It asks everybody to slow down, 429 or a `Retry-After`: nil when it does not say for how long.
    case throttled(after: Duration?)
    /// It does not work: no answer, or one from something in front of it.
    case unavailable
    /// It took too long; that may be due to what was asked.
    case timedOut
    /// An error in its own words: that may be due to what was asked.
    case failed
    /// Nothing about the server.
    case unknown

    init(_ response: APIResponse, retryAfter: Duration?) {
        switch response.status {
        case 200...299 where ServerWords.looksLikeHTML(response): self = .unknown
        case 429: self = .throttled(after: retryAfter)
        case 408: self = .timedOut
        case 425: self = .failed
        case 200...499: self = .answered
        case 502...504:
            if let retryAfter { self = .throttled(after: retryAfter) } else { self = .unavailable }
        default: self = ServerWords.looksLikeHTML(response) ? .unavailable : .failed
        }
    }

    init(_ error: TransportError) {
        switch error.code {
        case .timeout: self = .timedOut
        case .nameResolution, .connectionRefused, .unreachable, .connectionLost, .tls, .proxy, .other:
            self = .unavailable
        case .certificate, .certificateDates, .certificateName, .proxyAuthentication, .tooLarge, .malformed, .cancelled:
            self = .unknown
        }
    }

    /// How much it adds to the suspicion that the server is down, see ``Circuit/threshold``.
    var weight: Int {
        switch self {
        case .unavailable: 5
        case .timedOut: 2
        case .failed: 1
        case .answered, .throttled, .unknown: 0
        }
    }

    /// Whether fewer requests at the same time may help.
    var isOverload: Bool {
        switch self {
        case .throttled, .unavailable, .timedOut: true
        case .answered, .failed, .unknown: false
        }
    }
}
