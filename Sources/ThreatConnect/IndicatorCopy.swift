package import Observables

/// A group that an indicator is associated with.
package struct GroupLink: Sendable, Hashable {
    package let id: Int64
    /// `Incident`, `Adversary` …
    package let type: String
    package let name: String

    package init(id: Int64, type: String, name: String) {
        self.id = id
        self.type = type
        self.name = name
    }
}

/// One attribute of an indicator.
package struct AttributeCopy: Sendable, Hashable {
    package let id: Int64
    package let type: String
    package let value: String
    package let displayed: Bool
    package let source: String?

    package init(id: Int64, type: String, value: String, displayed: Bool, source: String?) {
        self.id = id
        self.type = type
        self.value = value
        self.displayed = displayed
        self.source = source
    }
}

/// One owner's copy of a value with everything that a write can change: the state to compare with, and to return to.
package struct IndicatorCopy: Sendable, Hashable {
    package var id: Int64
    /// What was asked about; for a file with several hashes, the hash that was asked.
    package var observable: Observable
    package var ownerName: String
    /// 0–5; nil when unset, which is not 0.
    package var rating: Double?
    /// 0–100; nil when unset, which is not 0.
    package var confidence: Int?
    package var active: Bool
    package var tags: [String]
    package var securityLabels: [String]
    package var groups: [GroupLink]
    package var attributes: [AttributeCopy]
    /// Whether this API user has reported a false positive; nil when the server did not say.
    package var falsePositiveReportedByUser: Bool?
    package var falsePositives: Int?
    /// The value as ThreatConnect prints it.
    package var summary: String
    /// UTC, `2017-07-13T17:04:54Z`; nil when absent or unreadable.
    package var lastModified: String?

    package init(
        id: Int64,
        observable: Observable,
        ownerName: String,
        rating: Double? = nil,
        confidence: Int? = nil,
        active: Bool = true,
        tags: [String] = [],
        securityLabels: [String] = [],
        groups: [GroupLink] = [],
        attributes: [AttributeCopy] = [],
        falsePositiveReportedByUser: Bool? = nil,
        falsePositives: Int? = nil,
        summary: String,
        lastModified: String? = nil
    ) {
        self.id = id
        self.observable = observable
        self.ownerName = ownerName
        self.rating = rating
        self.confidence = confidence
        self.active = active
        self.tags = tags
        self.securityLabels = securityLabels
        self.groups = groups
        self.attributes = attributes
        self.falsePositiveReportedByUser = falsePositiveReportedByUser
        self.falsePositives = falsePositives
        self.summary = summary
        self.lastModified = lastModified
    }
}
