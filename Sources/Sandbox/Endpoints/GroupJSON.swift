/// Writes one group as the v2 API does (API document, sections 4.7 to 4.10).
struct GroupJSON {
    enum Shape {
        /// Nested `owner`.
        case single
        /// `ownerName`, no `type`.
        case typedList
        /// `ownerName` and `type`.
        case mixedList
    }

    let shape: Shape
    let includes: Includes

    func write(_ record: GroupRecord, to json: inout JSONWriter) {
        let group = record.group
        json.object { json in
            json.member("id", group.id)
            json.member("name", group.name)
            if shape == .mixedList { json.member("type", group.type.name) }
            if shape == .single {
                json.object("owner") { $0.write(record.owner) }
            } else {
                json.member("ownerName", record.owner.name)
            }
            json.member("dateAdded", group.dateAdded)
            json.member("lastModified", group.lastModified)
            json.member("webLink", Self.webLink(group))
            if shape != .mixedList {
                json.member("eventDate", group.eventDate)
                for (name, value) in group.more.sorted(by: { $0.key < $1.key }) { json.member(name, value) }
            }
            if includes.contains(.additional) { writeAdditional(record, to: &json) }
            writeCollections(record, to: &json)
        }
    }

    private func writeAdditional(_ record: GroupRecord, to json: inout JSONWriter) {
        json.object("createdBy") { json in
            json.member("userName", "sandbox")
            json.member("firstName", "Sandbox")
            json.member("lastName", "User")
        }
        json.member("xid", record.group.xid)
        json.member("status", record.group.status)
        json.member("communityOrSource", record.owner.type != .organization)
        json.array("additionalOwners") { _ in }
    }

    private func writeCollections(_ record: GroupRecord, to json: inout JSONWriter) {
        if let attributes = record.attributes {
            json.array("attribute") { json in attributes.forEach { IndicatorJSON.write($0, to: &json) } }
        }
        if let tags = record.tags {
            json.array("tag") { json in tags.forEach { IndicatorJSON.writeTag($0, record.owner, to: &json) } }
        }
        if let labels = record.labels {
            json.array("securityLabel") { json in labels.forEach { json.write($0) } }
        }
    }

    private static func webLink(_ group: StoredGroup) -> String {
        let page = group.type.entity.lowercased()
        return "\(IndicatorJSON.webHost)/auth/\(page)/\(page).xhtml?\(page)=\(group.id)"
    }
}
