package import Observables

/// What is not asked about: special-purpose values, and values in an allowlist.
package struct SkipRules: Sendable {
    private let special: Set<SkipReason>
    private let allowlists: AllowlistMatcher?

    package init(special: Set<SkipReason>, allowlists: AllowlistMatcher? = nil) {
        self.special = special
        self.allowlists = allowlists
    }

    /// Whether everything is asked about.
    var isEmpty: Bool { special.isEmpty && allowlists == nil }

    /// The answer of a value that is not asked about, nil for one that is.
    func answer(for observable: Observable, asOf: Int) -> SourcedAnswer? {
        if let reason = observable.specialPurpose, special.contains(reason) {
            return SourcedAnswer(answer: .skipped(reason), asOf: asOf)
        }
        guard let allowlists, let list = allowlists.list(of: observable) else { return nil }
        var answer = SourcedAnswer(answer: .skipped(.allowlisted), asOf: asOf)
        answer.allowlist = allowlists.names[list]
        return answer
    }
}
