internal import Observables

/// One indicator as a server of either version wrote it, every member optional (API document, sections 4.6 and 5.3).
struct IndicatorRecord: Decodable {
    let id: Int64?
    let owner: String?
    let summary: String?
    let rating: Double?
    let confidence: Int64?
    let threatAssessScore: Int64?
    let description: String?
    let source: String?
    let tags: [String]
    let active: Bool?
    let falsePositiveCount: Int64?
    let observationCount: Int64?
    let dateAdded: String?
    let lastModified: String?
    let webLink: String?
    /// Value members by their name in lower case.
    let values: [String: String]

    init(from decoder: any Decoder) throws {
        try self.init(LenientMembers(container: try decoder.container(keyedBy: MemberName.self)))
    }

    init(_ members: some RecordMembers) throws {
        id = try members.integer("id")
        owner = try members.ownerName("owner") ?? members.text("ownerName")
        summary = try members.text("summary")
        rating = try members.decimal("rating")
        confidence = try members.integer("confidence")
        threatAssessScore = try members.integer("threatAssessScore")
        description = try members.text("description")
        source = try members.text("source")
        tags = try members.tagNames("tag") ?? members.tagNames("tags") ?? []
        active = try members.flag("active")
        falsePositiveCount = try members.integer("falsePositiveCount") ?? members.integer("falsePositives")
        observationCount = try members.integer("observationCount") ?? members.integer("observations")
        dateAdded = try members.text("dateAdded").flatMap(ServerDate.normalised)
        lastModified = try members.text("lastModified").flatMap(ServerDate.normalised)
        // What v2 calls `webLink` is the `legacyLink` of v3.
        webLink =
            try members.text("legacyLink").flatMap(Self.usableLink) ?? members.text("webLink").flatMap(Self.usableLink)
        values = try members.texts(Self.valueMemberNames)
    }

    private static let valueMemberNames = Set(ObservableKind.allCases.flatMap(\.valueMembers).map { $0.lowercased() })

    /// Badly configured servers write `null/auth/…`. Reports print links, so nothing but web addresses passes.
    private static func usableLink(_ text: String) -> String? {
        let lower = text.prefix(8).lowercased()
        return lower.hasPrefix("https://") || lower.hasPrefix("http://") ? text : nil
    }
}

extension IndicatorRecord {
    /// Nil when there is no id: then it is not known which copy this is.
    func indicator(of observable: Observable, owner askedOwner: String?, members: IndicatorMembers) -> Indicator? {
        id.map { indicator(of: observable, owner: askedOwner, id: $0, members: members) }
    }

    func indicator(
        of observable: Observable,
        owner askedOwner: String?,
        id: Int64,
        members: IndicatorMembers
    ) -> Indicator {
        var indicator = Indicator(
            id: id,
            kind: observable.kind,
            summary: printedValue(of: observable.kind) ?? summary ?? observable.canonical,
            owner: owner ?? askedOwner ?? ""
        )
        indicator.rating = rating
        indicator.confidence = confidence.map { Int($0) }
        indicator.threatAssessScore = threatAssessScore.map { Int($0) }
        indicator.description = description
        indicator.source = source
        indicator.tags = members.contains(.tags) ? tags : nil
        indicator.active = active
        indicator.falsePositiveCount = falsePositiveCount.map { Int($0) }
        indicator.observationCount = observationCount.map { Int($0) }
        indicator.dateAdded = dateAdded
        indicator.lastModified = lastModified
        indicator.webLink = webLink
        return indicator
    }

    /// The value members joined as ThreatConnect joins them: a file has the hashes it has, a registry key always
    /// three parts, of which the middle one may be empty (API document, section 2).
    private func printedValue(of kind: ObservableKind) -> String? {
        let parts = kind.valueMembers.map { values[$0.lowercased()] }
        guard parts.contains(where: { $0 != nil }) else { return nil }
        let shown = kind == .registryKey ? parts.map { $0 ?? "" } : parts.compactMap { $0 }
        return shown.joined(separator: " : ")
    }
}

/// `{"name": …}`, or a bare name.
struct TagRecord: Decodable {
    let name: String?

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: MemberName.self) {
            name = try LenientMembers(container: container).text("name")
        } else if case .text(let text) = try LenientScalar(from: decoder) {
            name = text
        } else {
            name = nil
        }
    }
}
