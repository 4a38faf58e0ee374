import Observables
import State
import ThreatConnect

/// The parts of a snapshot in the making: changes in layers, the newest first, above pages of everything or the snapshot before.
struct SnapshotParts: Sendable {
    private struct Layer: Sendable {
        let pages: [String]
        /// What was gone when the layer was fetched: older parts may still have it.
        let deletions: Set<SnapshotDeletion>
    }

    let base: Snapshot?
    private let fetch: PageFetch
    private let client: ThreatConnectClient
    private let owners: [String?]
    private var layers: [Layer] = []
    private var everything: [String] = []
    private var expected: [Int]
    private(set) var changed = 0
    private(set) var deleted = 0
    private(set) var reusedPages = 0

    init(fetch: PageFetch, client: ThreatConnectClient, owners: [String?], base: Snapshot?) {
        self.fetch = fetch
        self.client = client
        self.owners = owners
        self.base = base
        expected = base?.description.owners.map(\.indicators) ?? owners.map { _ in 0 }
    }

    mutating func fetchEverything() async throws {
        for (index, owner) in owners.enumerated() {
            let list = PageFetch.List(name: "all-\(index)", owner: index, ownerName: owner, modifiedSince: nil)
            let fetched = try await fetch.fetch(list)
            everything += fetched.paths
            expected[index] = fetched.count
            reusedPages += fetched.reused
        }
    }

    /// Deletions first: what is deleted and made anew in between is then in the list of changes.
    mutating func fetchChanges(since: String) async throws {
        var deletions: Set<SnapshotDeletion> = []
        let keys = SnapshotKeys()
        for (index, owner) in owners.enumerated() {
            for gone in try await client.deletedIndicators(owner: owner, since: since) {
                deletions.insert(SnapshotDeletion(owner: index, type: gone.type, summary: gone.summary, keys: keys))
            }
        }
        var pages: [String] = []
        for (index, owner) in owners.enumerated() {
            let name = "changes-\(layers.count)-\(index)"
            let fetched = try await fetch.fetch(.init(name: name, owner: index, ownerName: owner, modifiedSince: since))
            pages += fetched.paths
            changed += fetched.count
        }
        deleted += deletions.count
        layers.insert(Layer(pages: pages, deletions: deletions), at: 0)
    }

    /// How many indicators the server counts, by owner; nil where it does not say.
    func serverCounts() async throws -> [Int?] {
        var counts: [Int?] = []
        for owner in owners {
            let page = try await client.bulkPage(owner: owner, modifiedSince: nil, start: 0, limit: 1, members: [])
                .get()
            counts.append(page.total)
        }
        return counts
    }

    /// - Returns: The snapshot, not under its name yet, and how many indicators it has by owner.
    func merge(into path: String, _ description: SnapshotDescription) throws -> (PreparedSnapshot, counts: [Int]) {
        var merge = try SnapshotMerge(path: path, expected: expected)
        do {
            for layer in layers {
                try Self.add(layer.pages, to: &merge)
                merge.delete(layer.deletions)
            }
            try Self.add(everything, to: &merge)
            try base?.forEachRecord { try merge.add($0) }
        } catch {
            merge.discard()
            throw error
        }
        let counts = merge.counts
        return (try merge.finish(description), counts)
    }

    private static func add(_ pages: [String], to merge: inout SnapshotMerge) throws {
        for path in pages {
            guard let page = SnapshotPage(path: path) else {
                throw SnapshotError(.inaccessible, path: path, cause: "the page is gone or was changed; try again")
            }
            try page.forEachRecord { try merge.add($0) }
        }
    }
}
