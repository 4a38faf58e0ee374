/// What ThreatConnect holds about a value: one copy per owner, at least one.
package struct Intelligence: Sendable, Hashable {
    /// In the order in which the owners were asked.
    package let indicators: [Indicator]

    /// Returns nil for an empty list: that would be ``Answer/absent``.
    package init?(indicators: [Indicator]) {
        guard !indicators.isEmpty else { return nil }
        self.indicators = indicators
    }

    package init(_ only: Indicator) { indicators = [only] }

    /// The copy that speaks for the value: highest rating, then highest confidence, then owner order.
    package var leading: Indicator { indicators[leadingIndex] }

    /// Of its copy, without copying all of it.
    package var leadingRating: Double? { indicators[leadingIndex].rating }

    /// Of its copy, without copying all of it.
    package var leadingConfidence: Int? { indicators[leadingIndex].confidence }

    private var leadingIndex: Int {
        indicators.indices.dropFirst().reduce(0) { best, next in rank(next) > rank(best) ? next : best }
    }

    private func rank(_ index: Int) -> (Double, Int) {
        (indicators[index].rating ?? -1, indicators[index].confidence ?? -1)
    }
}

/// One owner's copy of a value, as ThreatConnect returned it.
package struct Indicator: Sendable, Hashable {
    package var id: Int64
    package var kind: ObservableKind
    /// The value as ThreatConnect prints it.
    package var summary: String
    package var owner: String
    /// Threat rating 0–5; nil when unset, which is not 0.
    package var rating: Double?
    /// Confidence 0–100; nil when unset, which is not 0.
    package var confidence: Int?
    /// ThreatAssess score 0–1000.
    package var threatAssessScore: Int?
    package var description: String?
    package var source: String?
    /// Names in the server's order; nil when tags were not asked for.
    package var tags: [String]?
    /// Whether the indicator is active; nil when the server did not say.
    package var active: Bool?
    package var falsePositiveCount: Int?
    package var observationCount: Int?
    /// UTC, `2017-07-13T17:04:54Z`; nil when absent or unreadable.
    package var dateAdded: String?
    /// UTC, `2017-07-13T17:04:54Z`; nil when absent or unreadable.
    package var lastModified: String?
    package var webLink: String?

    package init(id: Int64, kind: ObservableKind, summary: String, owner: String) {
        self.id = id
        self.kind = kind
        self.summary = summary
        self.owner = owner
    }
}

/// A level that the pipeline file derives from an answer, worst first.
package enum Verdict: String, Sendable, Hashable, CaseIterable {
    case malicious
    case suspicious
    case known
    case benign
    case none
}
