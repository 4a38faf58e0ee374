package import Observables

/// Why one write failed. Others may succeed.
package struct WriteFailure: Error, Sendable, Hashable {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The server refused it as invalid.
        case refused
        /// The value is on the instance's exclusion list: a property of the value, not of the credentials.
        case excluded
        /// What was to be changed does not exist.
        case notFound = "not_found"
        /// The server answered 5xx or 429 until the attempts were used up.
        case unavailable
        /// No connection, or it broke.
        case connection
        /// No complete answer within the time allowed.
        case timeout
        /// The answer could not be understood.
        case badResponse = "bad_response"
    }

    package let code: Code
    /// The server may have done what was asked: look before trying again.
    package let outcomeUnknown: Bool
    /// Requests made, first one included; 0 when nothing was sent.
    package let attempts: Int
    /// For people: the server's words or the error's. Never holds a secret.
    package let detail: String
    /// Of the last answer; nil when there was none.
    package let status: Int?

    package init(code: Code, outcomeUnknown: Bool, attempts: Int, detail: String, status: Int?) {
        self.code = code
        self.outcomeUnknown = outcomeUnknown
        self.attempts = attempts
        self.detail = detail
        self.status = status
    }
}

extension WriteFailure {
    init(_ failure: CallFailure, isUnsettled: Bool) {
        self.init(
            code: failure.isExcluded ? .excluded : Code(failure.code),
            outcomeUnknown: isUnsettled,
            attempts: failure.attempts,
            detail: failure.detail,
            status: failure.status
        )
    }

    /// Nothing was sent: it could not have meant what was asked.
    static func unsendable(_ detail: String) -> WriteFailure {
        WriteFailure(code: .refused, outcomeUnknown: false, attempts: 0, detail: detail, status: nil)
    }
}

extension WriteFailure.Code {
    init(_ code: LookupFailure.Code) {
        switch code {
        case .unavailable: self = .unavailable
        case .connection: self = .connection
        case .timeout: self = .timeout
        case .badResponse: self = .badResponse
        case .refused: self = .refused
        }
    }
}

extension WriteFailure {
    /// The same seen from a reading call.
    package var lookupFailure: LookupFailure {
        let code: LookupFailure.Code =
            switch code {
            case .refused, .excluded, .notFound: .refused
            case .unavailable: .unavailable
            case .connection: .connection
            case .timeout: .timeout
            case .badResponse: .badResponse
            }
        return LookupFailure(code: code, attempts: attempts, detail: detail)
    }
}

extension CallFailure {
    init(_ failure: WriteFailure) {
        let reading = failure.lookupFailure
        self.init(
            code: reading.code,
            attempts: reading.attempts,
            detail: reading.detail,
            status: failure.status,
            isExcluded: failure.code == .excluded
        )
    }
}
