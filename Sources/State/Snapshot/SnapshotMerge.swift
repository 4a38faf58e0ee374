import Observables

/// An indicator that is gone.
package struct SnapshotDeletion: Hashable, Sendable {
    /// Index into the owners.
    package let owner: Int
    private let kind: UInt8
    private let key: String

    /// - Parameter type: The server's name of the type.
    package init(owner: Int, type: String, summary: String, keys: SnapshotKeys) {
        self.owner = owner
        let known = ObservableKind(name: type)
        kind = known?.rawValue ?? SnapshotRecord.otherKind
        key = known.map { keys.keys(of: summary, kind: $0).joined(separator: " : ") } ?? "\(type) : \(summary)"
    }

    fileprivate init?(_ record: SnapshotRecord) {
        owner = record.owner
        kind = record.kind?.rawValue ?? SnapshotRecord.otherKind
        var keys: [String] = []
        let isWhole = record.forEachKey { keys.append(String(decoding: $0, as: UTF8.self)) }
        guard isWhole else { return nil }
        key = keys.joined(separator: " : ")
    }
}

/// Puts a snapshot together from the newest records to the oldest: what was seen, or deleted since, is passed over later.
package struct SnapshotMerge: ~Copyable {
    private var writer: SnapshotWriter
    private var seen: [IDSet]
    private var deletions: Set<SnapshotDeletion> = []
    /// Indicators of types that cannot be asked about, by owner.
    private var others: [Int]

    /// - Parameter expected: About how many indicators will come, by owner.
    package init(path: String, expected: [Int]) throws(SnapshotError) {
        writer = try SnapshotWriter(path: path, expected: expected.reduce(0, +))
        seen = expected.map(IDSet.init(capacity:))
        others = expected.map { _ in 0 }
    }

    /// From here on only older records come: those of deleted indicators are passed over.
    package mutating func delete(_ more: Set<SnapshotDeletion>) { deletions.formUnion(more) }

    package mutating func add(_ record: SnapshotRecord) throws {
        guard seen.indices.contains(record.owner) else { return }
        if !deletions.isEmpty, let deletion = SnapshotDeletion(record), deletions.contains(deletion) { return }
        guard seen[record.owner].insert(record.id) else { return }
        if record.kind == nil { others[record.owner] += 1 }
        try writer.append(record)
    }

    /// Distinct indicators so far, by owner.
    package var counts: [Int] { seen.map(\.count) }

    /// - Parameter description: Its counts are filled in.
    package consuming func finish(_ description: SnapshotDescription) throws(SnapshotError) -> PreparedSnapshot {
        var description = description
        for index in description.owners.indices {
            description.owners[index].indicators = seen[index].count
            description.owners[index].others = others[index]
        }
        return try writer.finish(description)
    }

    package consuming func discard() { writer.discard() }
}
