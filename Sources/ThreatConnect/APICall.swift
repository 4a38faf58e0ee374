internal import Observables

/// One call to the API, however many attempts it takes.
struct APICall: Sendable {
    enum Method: String, Sendable, Hashable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    let method: Method
    let target: RequestTarget
    /// JSON; nil sends neither a body nor a content type.
    var body: [UInt8]?
    var context: CallContext
    /// Doing it twice is the same as doing it once. Otherwise it is tried again only when it certainly was not done.
    var isRepeatable = true
    /// Attempts after which a timeout is the answer: who can ask for less at once need not wait for the same again.
    /// nil: as many as for anything else.
    var timeoutAttempts: Int?

    /// Calls of one kind take about the same time.
    var kind: String { method.rawValue + " " + target.shape }
}

/// What became of a call.
struct CallReport<Payload> {
    enum Outcome {
        case success(Payload)
        /// ThreatConnect was asked and has no such thing.
        case absent
        case failed(CallFailure)
        /// No further call can succeed.
        case stopped(RunStoppingError)
    }

    let outcome: Outcome
    let attempts: Int
    /// The last complete answer, whatever it says.
    let response: APIResponse?
    /// An attempt broke off in a way that leaves open whether the server did what was asked.
    let isUnsettled: Bool
}

/// Why one call failed while others may succeed.
struct CallFailure: Error, Sendable, Hashable {
    let code: LookupFailure.Code
    let attempts: Int
    let detail: String
    /// Of the last answer, if there was one.
    let status: Int?
    /// The value is on the instance's exclusion list.
    let isExcluded: Bool

    var lookupFailure: LookupFailure { LookupFailure(code: code, attempts: attempts, detail: detail) }

    /// Asking for less at once may help.
    var mayConcernOneValue: Bool {
        switch (code, status) {
        case (.refused, _), (.timeout, _), (.badResponse, nil): true
        // The server, or a proxy in front of it, gave up waiting.
        case (.unavailable, 408), (.unavailable, 504): true
        default: false
        }
    }
}
