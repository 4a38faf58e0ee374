/// One owner, or only its name.
struct OwnerRecord: Decodable {
    let id: Int64?
    let name: String?
    let type: String?

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: MemberName.self) {
            let members = LenientMembers(container: container)
            (id, name, type) = (try members.integer("id"), try members.text("name"), try members.text("type"))
        } else if case .text(let text) = try LenientScalar(from: decoder) {
            (id, name, type) = (nil, text, nil)
        } else {
            (id, name, type) = (nil, nil, nil)
        }
    }
}

/// `data` of `/v2/owners` (API document, section 3.6).
struct OwnerPayload: Decodable {
    /// The number of owners on all pages; only the first page says it.
    let total: Int64?
    let owners: [Owner]

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: MemberName.self)
        total = try LenientMembers(container: container).integer("resultCount")
        let list = try container.decodeIfPresent(LenientList<OwnerRecord>.self, forKey: MemberName("owner"))
        owners = (list?.elements ?? []).compactMap { record in
            record.name.map { Owner(id: record.id, name: $0, type: record.type) }
        }
    }
}
