package import Logging
import Observables
package import PipelineFile
package import State
package import ThreatConnect

/// Brings the snapshot of a pipeline file up to date: all indicators of its owners the first time, afterwards what has changed.
///
/// Each part is read newest first, and what was deleted is taken out of everything older. At the end the server's own count must be the
/// same; where it is not, changes are fetched again, then everything.
package struct SnapshotUpdate: Sendable {
    /// Changes are asked for from so many seconds before the last update on: the clocks of server and client may differ by five
    /// minutes (API document, section 1.1), and what was modified at that very moment may have been missed.
    static let overlap = 600
    private static let rounds = 3

    private let specification: PipelineSpecification
    private let settings: SnapshotSettings
    private let client: ThreatConnectClient
    private let pageSize: Int
    private let logger: Logger
    private let now: @Sendable () -> Int

    /// - Parameters:
    ///   - pageSize: 1–10,000.
    ///   - now: Seconds since 1970.
    /// - Throws: `SnapshotUpdateError` when the pipeline file names no snapshot.
    package init(
        specification: PipelineSpecification,
        client: ThreatConnectClient,
        pageSize: Int = ThreatConnectClient.largestPage,
        logger: Logger,
        now: @escaping @Sendable () -> Int
    ) throws(SnapshotUpdateError) {
        guard let settings = specification.enrich.snapshot else {
            throw SnapshotUpdateError(code: .noSnapshot, message: "the pipeline file names no snapshot")
        }
        self.specification = specification
        self.settings = settings
        self.client = client
        self.pageSize = pageSize
        self.logger = logger
        self.now = now
    }

    /// - Parameter isFull: Fetches everything, also where changes would do.
    /// - Throws: What keeps the update from ending; the snapshot before it is untouched then, and pages are kept for the next update.
    package func run(isFull: Bool) async throws -> SnapshotUpdateResult {
        let lock = try SnapshotLock(path: settings.file + ".lock")
        defer { withExtendedLifetime(lock) {} }
        if !isFull, let base = try base(), let result = try await attempt(base, isFresh: true) { return result }
        if let result = try await attempt(nil, isFresh: false) { return result }
        logger.notice("fetching everything once more: the server's count is another one")
        if let result = try await attempt(nil, isFresh: true) { return result }
        throw SnapshotUpdateError(
            code: .count,
            message: "what was fetched twice is not as much as ThreatConnect counts"
        )
    }

    /// The snapshot to add changes to; nil when everything has to be fetched.
    private func base() throws -> Snapshot? {
        guard let snapshot = try usable() else { return nil }
        let held = snapshot.description
        let isSame = held.instance == identity.instance && held.owners.map(\.owner) == owners
        guard isSame, held.members == identity.members else {
            logger.notice("the snapshot is of another instance or of other owners: fetching everything")
            return nil
        }
        return snapshot
    }

    /// A file of another kind is nobody's to replace.
    private func usable() throws -> Snapshot? {
        do {
            return try Snapshot(path: settings.file)
        } catch {
            guard [.missing, .damaged, .version].contains(error.code) else { throw error }
            if error.code != .missing { logger.warning("fetching everything: \(error)") }
            return nil
        }
    }

    /// - Returns: nil when the result is not what the server counts.
    private func attempt(_ base: Snapshot?, isFresh: Bool) async throws -> SnapshotUpdateResult? {
        var plan = identity
        plan.startedAt = now()
        let folder = try UpdateFolder(path: settings.file + ".update", plan: plan, isFresh: isFresh)
        let fetch = PageFetch(
            client: client,
            folder: folder,
            members: SnapshotIdentity.members,
            maxInFlight: specification.threatConnect.maxInFlight,
            pageSize: pageSize,
            logger: logger
        )
        let parts = SnapshotParts(fetch: fetch, client: client, owners: owners, base: base)
        do {
            let result = try await build(parts, folder.plan)
            if result != nil { try folder.remove() }
            return result
        } catch let error as SnapshotError where error.code == .damaged && base != nil {
            logger.warning("fetching everything: \(error)")
            return nil
        }
    }

    private func build(_ parts: SnapshotParts, _ plan: UpdateFolder.Plan) async throws -> SnapshotUpdateResult? {
        var parts = parts
        if parts.base == nil { try await parts.fetchEverything() }
        var since = parts.base?.description.asOf ?? plan.startedAt
        for _ in 0..<Self.rounds {
            let asOf = now()
            try await parts.fetchChanges(since: UTC.timestamp(since - Self.overlap))
            since = asOf
            var description = SnapshotDescription(
                instance: plan.instance,
                owners: owners.map { .init(owner: $0) },
                members: plan.members,
                asOf: asOf,
                fullAsOf: parts.base?.description.fullAsOf ?? plan.startedAt
            )
            let counted = try await parts.serverCounts()
            for index in owners.indices { description.owners[index].isVerified = counted[index] != nil }
            let (prepared, counts) = try parts.merge(into: settings.file, description)
            if zip(counts, counted).allSatisfy({ $1 == nil || $0 == $1 }) {
                try prepared.commit()
                return try result(parts)
            }
            prepared.discard()
            logger.notice("the count differs", metadata: ["here": "\(counts)", "there": "\(counted.map { $0 ?? -1 })"])
        }
        return nil
    }

    private func result(_ parts: SnapshotParts) throws -> SnapshotUpdateResult {
        let snapshot = try Snapshot(path: settings.file)
        return SnapshotUpdateResult(
            file: settings.file,
            description: snapshot.description,
            size: snapshot.size,
            isFull: parts.base == nil,
            changed: parts.changed,
            deleted: parts.deleted,
            reusedPages: parts.reusedPages
        )
    }

    private var owners: [String?] { SnapshotIdentity.owners(specification) }

    private var identity: UpdateFolder.Plan {
        UpdateFolder.Plan(
            instance: SnapshotIdentity.instance(specification),
            owners: owners.map { $0 ?? "" },
            members: SnapshotIdentity.members.rawValue,
            startedAt: 0
        )
    }
}

/// What came of an update.
package struct SnapshotUpdateResult: Sendable, Hashable {
    package let file: String
    package let description: SnapshotDescription
    /// Bytes.
    package let size: Int
    /// Everything was fetched, not only changes.
    package let isFull: Bool
    /// Indicators in the lists of changes, those that were the same again included.
    package let changed: Int
    /// Entries in the lists of deletions.
    package let deleted: Int
    /// Pages that an interrupted update had fetched.
    package let reusedPages: Int
}
