package import Observables

/// An attribute to be created (API document, section 4.2).
package struct AttributeDraft: Sendable, Hashable {
    package var type: String
    package var value: String
    /// Shown as the indicator's description or source; meaningful for those two types only.
    package var displayed: Bool?
    package var source: String?

    package init(type: String, value: String, displayed: Bool? = nil, source: String? = nil) {
        self.type = type
        self.value = value
        self.displayed = displayed
        self.source = source
    }
}

/// A group to be associated: by id, or by name and type, then it is created where there is none.
package enum GroupReference: Sendable, Hashable {
    case id(Int64)
    case named(String, type: String, owner: String?)
}

/// A tag to be set: by name, or by the id of an ATT&CK technique.
package enum TagReference: Sendable, Hashable {
    case name(String)
    case technique(String)
}

/// An indicator to be created, or one that exists to be given these values (API document, sections 4.3 and 5.2). What is nil
/// or empty is left as it is.
package struct IndicatorDraft: Sendable, Hashable {
    package var type: IndicatorType
    /// The printed value; parts are joined with ` : `.
    package var value: String
    /// 0–5.
    package var rating: Double?
    /// 0–100.
    package var confidence: Int?
    package var active: Bool?
    /// Keeps CAL from changing ``active``.
    package var activeLocked: Bool?
    package var privateFlag: Bool?
    /// Hosts only.
    package var dnsActive: Bool?
    /// Hosts only.
    package var whoisActive: Bool?
    /// Files only, in bytes.
    package var size: Int64?
    /// `2026-01-31T00:00:00Z`, like the other dates.
    package var firstSeen: String?
    package var lastSeen: String?
    package var externalDateAdded: String?
    package var externalDateExpires: String?
    package var externalLastModified: String?
    package var falsePositive: Bool?
    /// Added to what was counted before.
    package var observations: Int64?
    package var tags: [TagReference] = []
    package var securityLabels: [String] = []
    package var groups: [GroupReference] = []
    package var attributes: [AttributeDraft] = []

    package init(type: IndicatorType, value: String) {
        self.type = type
        self.value = value
    }

    package init(_ observable: Observable) {
        self.init(type: IndicatorType(observable.kind), value: observable.canonical)
    }

    /// The request body.
    ///
    /// - Parameter owner: Nil means the API user's own organization.
    func body(owner: String?) -> [UInt8] {
        var body = JSONBody()
        body.add("type", type.name)
        body.members += type.valueMembers(of: value)
        body.add("ownerName", owner)
        body.add("rating", rating)
        body.add("confidence", confidence.map { Int64($0) })
        body.add("active", active)
        body.add("activeLocked", activeLocked)
        body.add("privateFlag", privateFlag)
        body.add("dnsActive", dnsActive)
        body.add("whoisActive", whoisActive)
        body.add("size", size)
        body.add("firstSeen", firstSeen)
        body.add("lastSeen", lastSeen)
        body.add("externalDateAdded", externalDateAdded)
        body.add("externalDateExpires", externalDateExpires)
        body.add("externalLastModified", externalLastModified)
        body.add("falsePositiveFlag", falsePositive)
        body.add("observations", observations)
        body.add("associatedGroups", groups.map(\.json))
        body.add("attributes", attributes.map(\.nestedJSON))
        body.add("securityLabels", securityLabels.map { .object([.init("name", .string($0))]) })
        body.add("tags", tags.map(\.json))
        return body.bytes
    }
}

/// A change of a list that belongs to an indicator.
package struct ListChange<Element: Sendable & Hashable>: Sendable, Hashable {
    package enum Mode: String, Sendable, Hashable {
        case append
        case delete
        case replace
    }

    package var mode: Mode
    package var values: [Element]

    package init(_ mode: Mode, _ values: [Element]) {
        self.mode = mode
        self.values = values
    }
}

/// A change of an indicator that exists; nil leaves as it is (API document, section 5.2).
package struct IndicatorChange: Sendable, Hashable {
    /// 0–5.
    package var rating: Double?
    /// 0–100.
    package var confidence: Int?
    package var active: Bool?
    package var tags: ListChange<String>?
    package var securityLabels: ListChange<String>?
    /// Only ``GroupReference/id(_:)`` can be deleted.
    package var groups: ListChange<GroupReference>?

    package init(
        rating: Double? = nil,
        confidence: Int? = nil,
        active: Bool? = nil,
        tags: ListChange<String>? = nil,
        securityLabels: ListChange<String>? = nil,
        groups: ListChange<GroupReference>? = nil
    ) {
        self.rating = rating
        self.confidence = confidence
        self.active = active
        self.tags = tags
        self.securityLabels = securityLabels
        self.groups = groups
    }

    var body: [UInt8] {
        var body = JSONBody()
        body.add("rating", rating)
        body.add("confidence", confidence.map { Int64($0) })
        body.add("active", active)
        body.add("tags", tags) { .object([.init("name", .string($0))]) }
        body.add("securityLabels", securityLabels) { .object([.init("name", .string($0))]) }
        body.add("associatedGroups", groups) { $0.json }
        return body.bytes
    }
}
