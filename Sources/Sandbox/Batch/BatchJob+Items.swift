extension BatchJob {
    mutating func storeIndicator(_ node: JSONNode) throws {
        let source = node["summary"]?.text ?? node["type"]?.text ?? "indicator"
        guard let type = node["type"]?.text.flatMap(session.types.named) else {
            let reason = "Unknown type \(node["type"]?.text ?? "")"
            throw BatchProblem(code: .invalidIndicator, source: source, reason: reason)
        }
        do {
            var new = try IndicatorBody(node: node.withoutShortNames(type), type: type).newIndicator()
            try rules.refuseExcluded(new.values, summary: type.summary(of: new.values))
            new.groupXids = BatchGroup.xids(of: node)
            try prepareFile(&new, type)
            let stored = try session.createOrUpdate(new, owner: owner)
            let holder = Holder.indicator(stored.id)
            try writeTags(node, holder, stored.isNew)
            try writeLabels(node, holder, stored.isNew)
            try writeAttributes(node, holder, isNew: stored.isNew, source)
        } catch let refusal as Refusal {
            throw BatchProblem(code: .invalidIndicator, source: source, reason: refusal.message)
        }
    }

    mutating func storeGroup(_ node: JSONNode) throws {
        let source = node["name"]?.text ?? "group"
        do {
            var group = try BatchGroup(node, owner: owner.name, date: session.now)
            let attributes = group.new.attributes
            group.new.attributes = []
            let known = try group.new.xid.flatMap { try session.groupID(xid: $0, owner: owner) }
            group.new.id = nil
            if known == nil, group.new.xid == nil { group.new.xid = "\(group.new.type)-\(group.new.name)" }
            let id = try session.addOrUpdate(group.new, owner: owner)
            let holder = Holder.group(id)
            if known != nil, configuration.tagWriteType == .replace {
                try session.removeTags(from: holder)
                for tag in group.new.tags { try session.addTag(tag, to: holder) }
            }
            try writeAttributes(attributes, holder, isNew: known == nil, source)
        } catch let refusal as Refusal {
            throw BatchProblem(code: .invalidGroup, source: source, reason: refusal.message)
        }
    }

    /// After all groups are there: what they name each other by.
    func linkGroups(_ nodes: [JSONNode]) throws {
        for node in nodes {
            guard let xid = node["xid"]?.text, let id = try session.groupID(xid: xid, owner: owner) else { continue }
            try session.associate(id, withXids: BatchGroup.xids(of: node), owner: owner)
        }
    }

    func storeAssociation(_ node: JSONNode) throws {
        guard try session.associate(node, owner: owner) else {
            let source = "\(node["ref_1"]?.text ?? "") - \(node["ref_2"]?.text ?? "")"
            throw BatchProblem(code: .association, source: source, reason: "An associated item was not found")
        }
    }

    func deleteIndicator(_ node: JSONNode) throws {
        let type = node["type"]?.text.flatMap(session.types.named)
        let values = type.flatMap { type in
            let own = type.labels.map { node[$0]?.text }
            return own.contains { $0 != nil } ? own : node["summary"]?.text.map(type.values(ofSummary:))
        }
        let source = node["summary"]?.text ?? values?.lazy.compactMap { $0 }.first ?? "indicator"
        guard let type, let values, let key = type.keys(of: values).first,
            let id = try session.indicatorID(type, key, owner)
        else { throw BatchProblem(code: .notFound, source: source, reason: "The indicator \(source) was not found") }
        try session.deleteIndicator(id)
    }

    func deleteGroup(_ node: JSONNode) throws {
        let source = node["name"]?.text ?? node["xid"]?.text ?? "group"
        let known =
            try node["xid"]?.text.flatMap { try session.groupID(xid: $0, owner: owner) }
            ?? session.groupID(type: node["type"]?.text ?? "", name: node["name"]?.text ?? "", owner: owner)
        guard let known else {
            throw BatchProblem(code: .notFound, source: source, reason: "The group \(source) was not found")
        }
        try session.deleteGroup(known)
    }
}

extension BatchJob {
    private func writeTags(_ node: JSONNode, _ holder: Holder, _ isNew: Bool) throws {
        guard node["tag"] != nil else { return }
        if !isNew, configuration.tagWriteType == .replace { try session.removeTags(from: holder) }
        for tag in node.names("tag") { try session.addTag(tag, to: holder) }
    }

    private func writeLabels(_ node: JSONNode, _ holder: Holder, _ isNew: Bool) throws {
        guard node["securityLabel"] != nil else { return }
        if !isNew, configuration.securityLabelWriteType == .replace { try session.removeLabels(from: holder) }
        for label in node.names("securityLabel") { try session.addLabel(label, to: holder) }
    }

    private mutating func writeAttributes(
        _ node: JSONNode,
        _ holder: Holder,
        isNew: Bool,
        _ source: String
    ) throws {
        try writeAttributes(node.attributes, holder, isNew: isNew, source)
    }

    /// An attribute that is not allowed is a loss of that attribute only.
    private mutating func writeAttributes(
        _ attributes: [NewAttribute],
        _ holder: Holder,
        isNew: Bool,
        _ source: String
    ) throws {
        guard !attributes.isEmpty, isNew || configuration.attributeWriteType != .static else { return }
        if !isNew { try removeReplaced(attributes, holder) }
        for attribute in attributes {
            do {
                try session.validate(attribute: attribute.type, attribute.value)
                if configuration.attributeWriteType == .singleton {
                    try session.deleteAttributes(of: holder, type: attribute.type)
                }
                _ = try session.addAttribute(attribute, to: holder)
            } catch let refusal as Refusal {
                warn(source, "Attribute \(attribute.type): \(refusal.message)")
            }
        }
    }

    /// Replacing concerns the types of attributes that the item has.
    private func removeReplaced(_ attributes: [NewAttribute], _ holder: Holder) throws {
        guard configuration.attributeWriteType == .replace else { return }
        for type in Set(attributes.map(\.type)) { try session.deleteAttributes(of: holder, type: type) }
    }

    /// What becomes of a file one of whose hashes is another file's, by the job's collision mode.
    private func prepareFile(_ new: inout NewIndicator, _ type: IndicatorType) throws {
        guard type.kind == .file else { return }
        var known: [Int64] = []
        for case let hash? in new.values {
            if let id = try session.indicatorID(type, hash, owner), !known.contains(id) { known.append(id) }
        }
        let records = try known.compactMap { try session.indicator($0)?.indicator }
        let collides =
            records.count > 1
            || records.contains { record in
                zip(record.values, new.values).contains { $0 != nil && $1 != nil && $0 != $1 }
            }
        guard collides else { return }
        switch configuration.hashCollisionMode {
        case .favorExisting, .ignoreIncoming:
            guard let existing = records.first else { return }
            new.values = existing.values
        case .favorIncoming, .ignoreExisting:
            for id in known { try session.deleteIndicator(id) }
        case .split:
            for (place, hash) in new.values.enumerated() {
                if let hash, try session.indicatorID(type, hash, owner) != nil { new.values[place] = nil }
            }
            if new.values.allSatisfy({ $0 == nil }), let existing = records.first { new.values = existing.values }
        }
    }
}

extension JSONNode {
    /// The members under the names of the v2 API: batch files may call them `intValue1`, `flag1` and `flag2`.
    fileprivate func withoutShortNames(_ type: IndicatorType) -> JSONNode {
        guard case .object(var members) = self else { return self }
        switch type.kind {
        case .file: members["size"] = members["size"] ?? members["intValue1"]
        case .host:
            members["dnsActive"] = members["dnsActive"] ?? members["flag1"]
            members["whoisActive"] = members["whoisActive"] ?? members["flag2"]
        default: break
        }
        return .object(members)
    }
}
