internal import Observables

/// A v3 indicator as the server wrote it (API document, sections 5.1 and 5.3).
struct IndicatorCopyRecord: QueryRecord {
    let id: Int64
    let type: String?
    let ownerName: String?
    let summary: String?
    /// Upper case.
    let hashes: [String]
    let rating: Double?
    let confidence: Int64?
    let active: Bool?
    let falsePositives: Int64?
    let falsePositiveReportedByUser: Bool?
    let lastModified: String?
    let tags: CountedList<TagRecord>
    let securityLabels: CountedList<TagRecord>
    let groups: CountedList<GroupRecord>
    let attributes: CountedList<AttributeRecord>

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        let members = LenientMembers(container: container)
        id = try members.requiredID()
        type = try members.text("type")
        ownerName = try members.text("ownerName")
        summary = try members.text("summary")
        hashes = try ["md5", "sha1", "sha256"].compactMap { try members.text($0)?.uppercased() }
        rating = try members.decimal("rating")
        confidence = try members.integer("confidence")
        active = try members.flag("active")
        falsePositives = try members.integer("falsePositives")
        falsePositiveReportedByUser = try members.flag("falsePositiveReportedByUser")
        lastModified = try members.text("lastModified").flatMap(ServerDate.normalised)
        tags = try container.list("tags")
        securityLabels = try container.list("securityLabels")
        groups = try container.list("associatedGroups")
        attributes = try container.list("attributes")
    }

    func copy(of observable: Observable) -> IndicatorCopy {
        IndicatorCopy(
            id: id,
            observable: observable,
            ownerName: ownerName ?? "",
            rating: rating,
            confidence: confidence.map { Int($0) },
            active: active ?? true,
            tags: tags.elements.compactMap(\.name),
            securityLabels: securityLabels.elements.compactMap(\.name),
            groups: groups.elements.map(\.link),
            attributes: attributes.elements.map(\.copy),
            falsePositiveReportedByUser: falsePositiveReportedByUser,
            falsePositives: falsePositives.map { Int($0) },
            summary: summary ?? observable.canonical,
            lastModified: lastModified
        )
    }
}

/// A nested list of v3: an array, `{"data": […], "count": 3}`, `{}`, `null` or missing.
struct CountedList<Element: Decodable>: Decodable {
    let elements: [Element]
    /// How many there are in all, where the server says so.
    let count: Int64?

    /// There are more than the answer holds.
    var isCut: Bool { (count ?? 0) > elements.count }

    init() { (elements, count) = ([], nil) }

    init(from decoder: any Decoder) throws {
        elements = try LenientList<Element>(from: decoder, emptyObject: ["count", "next"]).elements
        let container = try? decoder.container(keyedBy: MemberName.self)
        count = try container.flatMap { try LenientMembers(container: $0).integer("count") }
    }
}

struct GroupRecord: Decodable {
    let id: Int64
    let type: String?
    let name: String?
    let ownerName: String?

    init(from decoder: any Decoder) throws {
        let members = LenientMembers(container: try decoder.container(keyedBy: MemberName.self))
        id = try members.requiredID()
        type = try members.text("type")
        name = try members.text("name")
        ownerName = try members.text("ownerName")
    }

    var link: GroupLink { GroupLink(id: id, type: type ?? "", name: name ?? "") }
}

/// An attribute of either version: v2 calls `displayed` what v3 calls `default`.
struct AttributeRecord: Decodable {
    let id: Int64
    let type: String?
    let value: String?
    let displayed: Bool?
    let source: String?

    init(from decoder: any Decoder) throws {
        let members = LenientMembers(container: try decoder.container(keyedBy: MemberName.self))
        id = try members.requiredID()
        type = try members.text("type")
        value = try members.text("value")
        displayed = try members.flag("displayed") ?? members.flag("default")
        source = try members.text("source")
    }

    var copy: AttributeCopy {
        AttributeCopy(id: id, type: type ?? "", value: value ?? "", displayed: displayed ?? false, source: source)
    }
}

extension LenientMembers {
    /// - Throws: When there is none: without it nothing can be changed or told apart.
    func requiredID() throws -> Int64 {
        guard let id = try integer("id") else {
            throw DecodingError.keyNotFound(
                MemberName("id"),
                .init(codingPath: container.codingPath, debugDescription: "there is no id")
            )
        }
        return id
    }
}

extension KeyedDecodingContainer<MemberName> {
    func list<Element>(_ name: String) throws -> CountedList<Element> {
        try decodeIfPresent(CountedList<Element>.self, forKey: MemberName(name)) ?? CountedList()
    }
}
