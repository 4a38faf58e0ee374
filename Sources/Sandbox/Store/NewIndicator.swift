package import Observables

/// An attribute of an indicator. `displayed` matters for `Description` and `Source`: the displayed one is mirrored in
/// the indicator's own member.
package struct NewAttribute: Sendable, Hashable {
    package var type: String
    package var value: String
    package var displayed: Bool
    /// Who says so.
    package var source: String?
    package var pinned = false
    /// Names of labels; unknown ones are left out.
    package var securityLabels: [String] = []

    package init(type: String, value: String, displayed: Bool = false, source: String? = nil) {
        self.type = type
        self.value = value
        self.displayed = displayed
        self.source = source
    }
}

/// One owner's copy of a value, about to be stored.
package struct NewIndicator: Sendable, Hashable {
    package var kind: ObservableKind
    /// Name of a type beyond the twelve, in whose place `kind` then means nothing.
    package var customType: String?
    /// In canonical form: one for most kinds; MD5, SHA-1, SHA-256 for a file, nil where unknown; key name, value name
    /// and value type for a registry key.
    package var values: [String?]
    /// nil: the store's own organisation.
    package var owner: String?
    package var rating: Double?
    package var confidence: Int?
    /// nil: derived from rating and confidence.
    package var threatAssessScore: Int?
    /// nil: active when added, unchanged when updated.
    package var active: Bool?
    package var activeLocked: Bool?
    package var privateFlag: Bool?
    /// UTC, `2017-07-13T17:04:54Z`.
    package var dateAdded: String
    package var lastModified: String
    package var tags: [String] = []
    package var attributes: [NewAttribute] = []
    /// Names of labels; unknown ones are left out.
    package var securityLabels: [String] = []
    /// Xids of groups that are stored already; unknown ones are left out.
    package var groupXids: [String] = []
    package var falsePositiveCount = 0
    package var observationCount = 0
    package var size: Int64?
    package var dnsActive: Bool?
    package var whoisActive: Bool?
    /// Dates as text, in the form of `dateAdded`.
    package var externalDateAdded: String?
    package var externalDateExpires: String?
    package var externalLastModified: String?
    package var firstSeen: String?
    package var lastSeen: String?

    package init(
        kind: ObservableKind,
        values: [String?],
        owner: String? = nil,
        rating: Double? = nil,
        confidence: Int? = nil,
        date: String = SandboxStore.defaultDate
    ) {
        self.kind = kind
        self.values = values
        self.owner = owner
        self.rating = rating
        self.confidence = confidence
        dateAdded = date
        lastModified = date
    }

    /// A value as detection returns it. A hash goes to the place that its length names.
    package init(_ observable: Observable, owner: String? = nil, rating: Double? = nil, confidence: Int? = nil) {
        let values = IndicatorType.of(observable.kind).values(ofSummary: observable.canonical)
        self.init(kind: observable.kind, values: values, owner: owner, rating: rating, confidence: confidence)
    }
}
