package import Observables

/// An answer with what has to be known beside it.
package struct SourcedAnswer: Sendable, Hashable {
    package var answer: Answer
    /// When the answer was true, in seconds since 1970.
    package var asOf: Int
    /// An owner that could not be asked although another one gave a hit: the hit stands, but may be incomplete.
    package var incomplete: LookupFailure?
    /// The allowlist that a skipped value is in.
    package var allowlist: String?
    /// The known value that holds the one asked about, where it is not the same: a CIDR block or a parent host.
    package var container: Observable?

    package init(answer: Answer, asOf: Int, incomplete: LookupFailure? = nil) {
        self.answer = answer
        self.asOf = asOf
        self.incomplete = incomplete
    }
}

/// Answers observables. Called concurrently; each distinct observable reaches it once per run.
package protocol AnswerSource: Sendable {
    /// One answer per element of `observables`, in the same order.
    ///
    /// - Throws: Only when the run cannot continue. A value that could not be looked up is returned as
    ///   `Answer.failed`.
    func answers(for observables: [Observable]) async throws -> [SourcedAnswer]
}
