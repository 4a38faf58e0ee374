internal import Observables

/// Turns a refusal that concerns every call into words that tell people what to do.
struct StopAdvice {
    let context: CallContext
    let usesToken: Bool
    /// The server's clock minus ours in seconds; nil when the answer had no readable `Date`.
    let clockDifference: Int64?

    /// The server's limit for the age of a signature (API document, section 1.1).
    private static let tolerance: Int64 = 300

    func error(status: Int, words: String, topic: MessageTopic?) -> RunStoppingError {
        let message = "ThreatConnect refused the request with status \(status): \(words)"
        switch topic {
        case .timestamp: return stop(.clockSkew, message, clockAdvice)
        case .licence: return stop(.licence, message, "Ask the instance's administrator to enable the API.")
        case .owner: return stop(.unknownOwner, message, ownerAdvice)
        case .permission: return stop(.permission, message, permissionAdvice)
        case .credentials, .exclusionList, nil: break
        }
        if let clockDifference, abs(clockDifference) > Self.tolerance, !usesToken {
            return stop(.clockSkew, message, clockAdvice)
        }
        if topic == nil, status == 403 || status == 401 && context.purpose == .writing {
            return stop(.permission, message, permissionAdvice)
        }
        return stop(.authentication, message, credentialsAdvice)
    }

    private var clockAdvice: String {
        guard let clockDifference else {
            return
                "Check this machine's clock: a signature is valid for five minutes. The answer did not say the server's time."
        }
        let amount = Self.spelled(abs(clockDifference))
        switch clockDifference {
        case 0: return "The clocks agree within a second; check that nothing delays requests for minutes."
        case 1...:
            return "This machine's clock is \(amount) behind the server's; set it (NTP). Five minutes are tolerated."
        default:
            return "This machine's clock is \(amount) ahead of the server's; set it (NTP). Five minutes are tolerated."
        }
    }

    private var credentialsAdvice: String {
        let first =
            usesToken
            ? "Check token: it may have expired or been replaced by a newer one."
            : "Check access_key and secret_key (whole, unquoted, no blank added), and that url is the instance that issued "
                + "them, without a reverse proxy that rewrites paths."
        return context.owner == nil ? first : "\(first) \(ownerAdvice)"
    }

    private var ownerAdvice: String {
        let name = context.owner.map { "\"\($0)\"" } ?? "the API user's organization"
        return "Check in owners that \(name) exists, is spelled exactly so, and is visible to this API user."
    }

    private var permissionAdvice: String {
        let first =
            switch context.purpose {
            case .reading: "Check that the API user may read indicators, and that url uses https."
            case .writing:
                "Check that the API user may write there: its role must allow to create and change indicators, and in a "
                    + "community or source it needs a role of its own. Reading alone is not enough."
            }
        return context.owner == nil ? first : "\(first) \(ownerAdvice)"
    }

    private func stop(_ code: RunStoppingError.Code, _ message: String, _ advice: String) -> RunStoppingError {
        RunStoppingError(code: code, message: message, advice: advice)
    }

    /// `1 h 5 min`, `12 min 5 s`, `40 s`
    static func spelled(_ seconds: Int64) -> String {
        if seconds >= 3600 { return "\(seconds / 3600) h \(seconds / 60 % 60) min" }
        return seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds) s"
    }
}
