package import Observables

/// Where an answer was found.
package enum AnswerOrigin: String, Sendable, Hashable, CaseIterable {
    /// ThreatConnect was asked in this run.
    case api
    /// A former run asked, and the answer is still young enough.
    case cache
    /// The local copy of all indicators of the owners.
    case snapshot
}

/// An answer with what has to be known beside it.
package struct SourcedAnswer: Sendable, Hashable {
    package var answer: Answer
    /// When the answer was true, in seconds since 1970.
    package var asOf: Int
    /// Means nothing for a skipped value.
    package var origin: AnswerOrigin
    private var remarks = Remarks.none

    package init(answer: Answer, asOf: Int, incomplete: LookupFailure? = nil, origin: AnswerOrigin = .api) {
        self.answer = answer
        self.asOf = asOf
        self.origin = origin
        if incomplete != nil { self.incomplete = incomplete }
    }

    /// An owner that could not be asked although another one gave a hit: the hit stands, but may be incomplete.
    package var incomplete: LookupFailure? {
        get { remarks.content.incomplete }
        set { remarks.content.incomplete = newValue }
    }

    /// The allowlist that a skipped value is in.
    package var allowlist: String? {
        get { remarks.content.allowlist }
        set { remarks.content.allowlist = newValue }
    }

    /// The known value that holds the one asked about, where it is not the same: a CIDR block or a parent host.
    package var container: Observable? {
        get { remarks.content.container }
        set { remarks.content.container = newValue }
    }
}

/// What hardly any answer has: in a place of its own, so that the others are small.
private enum Remarks: Sendable, Hashable {
    struct Content: Sendable, Hashable {
        var incomplete: LookupFailure?
        var allowlist: String?
        var container: Observable?
    }

    case none
    indirect case some(Content)

    var content: Content {
        get { if case .some(let content) = self { content } else { Content() } }
        set { self = newValue == Content() ? .none : .some(newValue) }
    }
}

/// Answers observables. Called concurrently; each distinct observable reaches it once per run.
package protocol AnswerSource: Sendable {
    /// One answer per element of `observables`, in the same order.
    ///
    /// - Throws: Only when the run cannot continue. A value that could not be looked up is returned as
    ///   `Answer.failed`.
    func answers(for observables: [Observable]) async throws -> [SourcedAnswer]

    /// Everything has been asked. Called before anything is written to ThreatConnect, and at the end of a run that breaks off.
    func finish()
}

extension AnswerSource {
    package func finish() {}
}
