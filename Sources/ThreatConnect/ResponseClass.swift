internal import Observables

/// What an answer means for the call that got it.
enum ResponseClass<Payload> {
    case success(Payload)
    /// ThreatConnect was asked and has no such thing.
    case absent
    /// No further call can succeed.
    case stop(RunStoppingError)
    /// Trying again may help, up to the policy's attempts.
    case retry(LookupFailure.Code, detail: String)
    /// Trying again once may help: a complete answer that cannot be read is seldom a matter of luck.
    case retryOnce(LookupFailure.Code, detail: String)
    /// Only this call failed.
    case failure(LookupFailure.Code, detail: String)
}

/// What a call is about, as far as its failures depend on it.
struct CallContext: Sendable {
    enum Subject: Sendable, Hashable {
        /// One value. A refusal by something in front of the server can be about that value.
        case value
        /// The instance itself.
        case service
    }

    enum Purpose: Sendable, Hashable {
        case reading
        case writing
    }

    let subject: Subject
    /// The owner asked for; nil means the API user's own organization.
    let owner: String?
    var purpose = Purpose.reading
}
