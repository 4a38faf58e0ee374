/// One group of a ThreatConnect batch file, or of JSON Lines, with what it refers to (API document, section 8.2).
struct BatchGroup: Sendable {
    var new: NewGroup
    /// Values of indicators as texts, or indicators as objects.
    let indicators: [JSONNode]
    let groupXids: [String]

    private static let common: Set<String> = [
        "id", "name", "type", "ownerName", "eventDate", "status", "xid", "dateAdded", "lastModified", "tag", "tags",
        "attribute", "attributes", "securityLabel", "securityLabels", "indicators", "associatedGroupXid",
        "associatedGroups", "publishRootItem", "fileContent",
    ]

    /// - Throws: ``Refusal`` whose message says what is missing.
    init(_ node: JSONNode, owner: String?, date: String) throws(Refusal) {
        guard let typeName = node["type"]?.text, let type = GroupType.named(typeName) else {
            throw Refusal(status: 400, message: "unknown type \"\(node["type"]?.text ?? "")\"")
        }
        guard let name = node["name"]?.text, !name.isEmpty else {
            throw Refusal(status: 400, message: "the \(typeName) has no name")
        }
        new = NewGroup(type: type.name, name: name, id: node["id"]?.integer.map(Int64.init))
        new.owner = node["ownerName"]?.text ?? owner
        new.eventDate = node["eventDate"]?.text.flatMap(LenientDate.utc)
        new.status = node["status"]?.text
        new.xid = node["xid"]?.text
        new.dateAdded = node["dateAdded"]?.text.flatMap(LenientDate.utc) ?? date
        new.lastModified = node["lastModified"]?.text.flatMap(LenientDate.utc) ?? new.dateAdded
        new.tags = node.names("tag", "tags").filter { (1...StoreSession.longestTag).contains($0.count) }
        new.attributes = node.attributes
        new.securityLabels = node.names("securityLabel", "securityLabels")
        for (name, value) in node.members ?? [:] where !Self.common.contains(name) {
            if let text = value.text { new.more[name] = text }
        }
        indicators = node["indicators"]?.list ?? []
        groupXids = Self.xids(of: node)
    }

    /// Of an indicator or a group: `"associatedGroups": [{"groupXid": "x"}]` or `"associatedGroupXid": ["x"]`.
    static func xids(of node: JSONNode) -> [String] {
        let objects = node["associatedGroups"]?.list ?? []
        let texts = node["associatedGroupXid"]?.list ?? []
        return objects.compactMap { $0["groupXid"]?.text ?? $0.text } + texts.compactMap(\.text)
    }
}

extension StoreSession {
    /// Adds a group, or updates the one that has its id, else its xid, else, without both, its type and name.
    func addOrUpdate(_ new: NewGroup, owner: Owner) throws -> Int64 {
        let known: Int64? =
            if let id = new.id {
                try group(id)?.group.id
            } else if let xid = new.xid {
                try groupID(xid: xid, owner: owner)
            } else {
                try groupID(type: new.type, name: new.name, owner: owner)
            }
        guard let known else { return try addGroup(new, owner: owner) }
        try updateGroup(known, new)
        return known
    }

    /// Associates a group with the groups of these xids; unknown ones are left out.
    func associate(_ group: Int64, withXids xids: [String], owner: Owner) throws {
        for xid in xids {
            if let other = try groupID(xid: xid, owner: owner), other != group {
                try associate(groups: group, other)
            }
        }
    }

    /// The indicator of any type that has this value; nil where the owner has none.
    func indicatorID(anyType text: String, _ owner: Owner) throws -> Int64? {
        for type in types.all {
            if let id = try indicatorID(type, text, owner) { return id }
        }
        return nil
    }

    /// Adds what `association` of a batch file says: two references, each the xid of a group or the value of an indicator.
    ///
    /// Returns whether both are known.
    func associate(_ node: JSONNode, owner: Owner) throws -> Bool {
        guard let one = try reference(node, "1", owner), let other = try reference(node, "2", owner) else {
            return false
        }
        switch (one, other) {
        case (.indicator(let a), .indicator(let b)): try associate(indicators: a, b)
        case (.group(let a), .group(let b)): try associate(groups: a, b)
        case (.indicator(let a), .group(let b)), (.group(let b), .indicator(let a)):
            try associate(indicator: a, group: b)
        }
        return true
    }

    private func reference(_ node: JSONNode, _ number: String, _ owner: Owner) throws -> Holder? {
        if let id = node["id_\(number)"]?.integer, try group(Int64(id)) != nil { return .group(Int64(id)) }
        guard let text = node["ref_\(number)"]?.text else { return nil }
        if let id = try groupID(xid: text, owner: owner) { return .group(id) }
        if let type = node["type_\(number)"]?.text.flatMap(types.named) {
            return try indicatorID(type, text, owner).map(Holder.indicator)
        }
        return try indicatorID(anyType: text, owner).map(Holder.indicator)
    }
}
