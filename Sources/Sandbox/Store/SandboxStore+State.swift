import GRDB

extension SandboxStore {
    /// Everything that the store holds, as JSON that is the same for the same intelligence: no ids and no dates, indicators in the
    /// order of owner, type and summary, groups in that of owner, type and name, and all collections in alphabetical order.
    package func stateDump() throws -> String {
        try database.read { db in
            let session = StoreSession(db: db, store: self, now: Self.defaultDate, user: "")
            var json = JSONWriter(capacity: 1 << 16)
            try json.object { json in
                try json.array("indicators") { json in
                    for record in try session.allIndicators() { try session.dump(record, to: &json) }
                }
                try json.array("groups") { json in
                    for record in try session.allGroups() { try session.dump(record, to: &json) }
                }
            }
            return String(decoding: json.bytes, as: UTF8.self)
        }
    }
}

extension StoreSession {
    fileprivate func allIndicators() throws -> [IndicatorRecord] {
        try Row.fetchAll(db, sql: "SELECT \(StoredIndicator.columns) FROM indicator i")
            .map { StoredIndicator(row: $0, types) }
            .compactMap { indicator in
                guard let owner = store.owner(indicator.owner) else { return nil }
                return try SandboxStore.record(indicator, owner, [.tags, .attributes, .labels], db)
            }
            .sorted {
                ($0.owner.name, $0.indicator.type.name, $0.indicator.summary)
                    < ($1.owner.name, $1.indicator.type.name, $1.indicator.summary)
            }
    }

    fileprivate func allGroups() throws -> [GroupRecord] {
        try Row.fetchAll(db, sql: "SELECT \(StoredGroup.columns) FROM groupItem g")
            .compactMap { try record(StoredGroup(row: $0), [.tags, .attributes, .labels]) }
            .sorted {
                ($0.owner.name, $0.group.type.name, $0.group.name, $0.group.id)
                    < ($1.owner.name, $1.group.type.name, $1.group.name, $1.group.id)
            }
    }

    fileprivate func dump(_ record: IndicatorRecord, to json: inout JSONWriter) throws {
        let indicator = record.indicator
        let groups = try groupNames(.indicator(indicator.id))
        let others = try indicators(ofIndicator: indicator.id).compactMap { id in
            try self.indicator(id).map { "\($0.indicator.type.name): \($0.indicator.summary)" }
        }
        json.object { json in
            json.member("owner", record.owner.name)
            json.member("type", indicator.type.name)
            json.member("summary", indicator.summary)
            json.member("rating", decimal: indicator.rating)
            json.member("confidence", indicator.confidence)
            json.member("active", indicator.active)
            json.dump(record.tags, record.labels, record.attributes)
            json.texts("groups", groups)
            json.texts("indicators", others.sorted())
            json.member("falsePositives", indicator.falsePositiveCount)
            json.member("observations", indicator.observationCount)
        }
    }

    fileprivate func dump(_ record: GroupRecord, to json: inout JSONWriter) throws {
        let groups = try groupNames(.group(record.group.id))
        json.object { json in
            json.member("owner", record.owner.name)
            json.member("type", record.group.type.name)
            json.member("name", record.group.name)
            json.member("status", record.group.status)
            json.dump(record.tags, record.labels, record.attributes)
            json.texts("groups", groups)
        }
    }

    private func groupNames(_ holder: Holder) throws -> [String] {
        try groups(of: holder).compactMap { id in
            try group(id).map { "\($0.group.type.name): \($0.group.name)" }
        }.sorted()
    }
}

extension JSONWriter {
    fileprivate mutating func texts(_ name: String, _ texts: [String]) {
        array(name) { json in texts.forEach { json.value($0) } }
    }

    fileprivate mutating func dump(_ tags: [String]?, _ labels: [StoredLabel]?, _ attributes: [StoredAttribute]?) {
        texts("tags", (tags ?? []).sorted())
        texts("labels", (labels ?? []).map(\.name).sorted())
        let sorted = (attributes ?? []).sorted { ($0.type, $0.value, $0.id) < ($1.type, $1.value, $1.id) }
        array("attributes") { json in
            for attribute in sorted {
                json.object { json in
                    json.member("type", attribute.type)
                    json.member("value", attribute.value)
                    json.member("displayed", attribute.displayed)
                    json.member("source", attribute.source)
                }
            }
        }
    }
}
