import CSimdJSON

/// Why a text is not the JSON that was asked for.
package struct JSONProblem: Error, Sendable, Hashable, CustomStringConvertible {
    package var reason: RejectReason
    /// What was found, or what was expected.
    package var message: String
    /// Offset in bytes from the start of the text.
    package var position: Int

    package var description: String { "\(message), at byte offset \(position)" }

    /// Returns nil for text without a problem.
    init?(_ problem: csj_problem) {
        guard let reason = RejectReason(problem) else { return nil }
        self.reason = reason
        message = String(cString: problem.message)
        position = Int(problem.position)
    }
}

extension RejectReason {
    init?(_ problem: csj_problem) {
        switch Int(problem.reason) {
        case CSJ_OK: return nil
        case CSJ_INVALID_UTF8: self = .invalidUTF8
        case CSJ_NOT_AN_OBJECT: self = .notAnObject
        case CSJ_MEMBER_EXISTS: self = .memberExists
        default: self = .invalidJSON
        }
    }
}
