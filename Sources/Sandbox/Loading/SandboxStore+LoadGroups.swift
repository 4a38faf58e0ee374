import Foundation
import GRDB
import Observables

extension SandboxStore {
    /// Stores what a JSON file holds: first groups, then indicators, which name them by xid, then what refers to both.
    func add(
        _ content: BatchContent,
        file: String,
        _ defaults: LoadDefaults,
        _ report: inout LoadReport
    ) throws -> AddedCount {
        guard !content.groups.isEmpty || !content.associations.isEmpty else { return try add(content.indicators) }
        let groups = try content.groups.map { line, group in
            (
                line: line, group: group,
                owner: try group.new.owner.map { try addOwner($0, type: .source) } ?? organisation
            )
        }
        let owner = try defaults.owner.map { try addOwner($0, type: .source) } ?? organisation
        let ids = try database.write { db in
            try groups.map { item in
                let session = StoreSession(db: db, store: self, now: item.group.new.lastModified, user: "")
                return try session.addOrUpdate(item.group.new, owner: item.owner)
            }
        }
        var count = try add(content.indicators)
        let (added, unknown) = try database.write { db in
            var linker = GroupLinker(session: StoreSession(db: db, store: self, now: defaults.date, user: ""))
            for (item, id) in zip(groups, ids) {
                try linker.link(item.group, id, item.owner, line: item.line)
            }
            for (line, node) in content.associations { try linker.link(node, owner, line: line) }
            return (linker.added, linker.unknown)
        }
        count.added += added
        for (line, reason) in unknown { report.reject(file: file, line: line, reason: reason) }
        return count
    }
}

/// Associates stored groups with the indicators and groups that they name.
private struct GroupLinker {
    let session: StoreSession
    private(set) var added = 0
    private(set) var unknown: [(line: Int, reason: String)] = []

    init(session: StoreSession) { self.session = session }

    mutating func link(_ group: BatchGroup, _ id: Int64, _ owner: Owner, line: Int) throws {
        try session.associate(id, withXids: group.groupXids, owner: owner)
        for node in group.indicators {
            if let indicator = try indicator(node, owner) {
                try session.associate(indicator: indicator, group: id)
            } else {
                let name = node.text ?? node["summary"]?.text ?? "without a value"
                unknown.append((line, "no indicator \"\(name)\" to associate with \(group.new.name)"))
            }
        }
    }

    mutating func link(_ node: JSONNode, _ owner: Owner, line: Int) throws {
        guard try !session.associate(node, owner: owner) else { return }
        unknown.append((line, "an association refers to something unknown"))
    }

    /// The indicator of a text or an object, which is added where the owner has none.
    private mutating func indicator(_ node: JSONNode, _ owner: Owner) throws -> Int64? {
        if let text = node.text {
            if let known = try session.indicatorID(anyType: text, owner) { return known }
            let found = Array(text.utf8).withUnsafeBufferPointer { Detector().observable(in: $0) }
            return try found.flatMap { try add(NewIndicator($0), owner) }
        }
        guard let type = node["type"]?.text.flatMap(session.types.named) else { return nil }
        guard var new = Self.newIndicator(node, type) else { return nil }
        new.tags = node.names("tag", "tags")
        new.attributes = node.attributes
        new.securityLabels = node.names("securityLabel", "securityLabels")
        return try add(new, owner)
    }

    /// nil for a value that the type does not allow.
    private static func newIndicator(_ node: JSONNode, _ type: IndicatorType) -> NewIndicator? {
        do throws(Refusal) {
            return try IndicatorBody(node: node, type: type).newIndicator()
        } catch {
            return nil
        }
    }

    private mutating func add(_ new: NewIndicator, _ owner: Owner) throws -> Int64? {
        var inserter = try IndicatorInserter(db: session.db, types: session.types, existing: .update)
        let stored = try inserter.insert(new, owner: owner)
        added += inserter.count.added
        return stored?.id
    }
}
