import Foundation
import GRDB
import Observables

/// The sandbox's intelligence: owners and, per owner, type and canonical value, one indicator with a global 64-bit id.
///
/// SQLite in memory, or in a file that survives a restart. May be called from any task.
package final class SandboxStore: Sendable {
    /// When indicators were added that do not say so themselves. Fixed, so that two runs answer the same bytes.
    package static let defaultDate = "2026-01-01T00:00:00Z"

    /// The owner that a request without `owner` asks.
    package let organisation: Owner

    let database: any DatabaseWriter
    /// The twelve and those that this store declares.
    let types = TypeRegistry()
    /// nil for a file, to which there are several connections.
    let tagDates: TagDates?
    private let ownersByName: Locked<[String: Owner]>

    /// Opens or creates a store.
    ///
    /// - Parameters:
    ///   - organisation: Name of the API user's own organisation; added when missing.
    ///   - databaseFile: nil keeps everything in memory.
    /// - Throws: ``SandboxError/unusableDatabase(path:cause:)``.
    package init(organisation: String = "Example Organization", databaseFile: String? = nil) throws {
        database = try Self.open(databaseFile)
        tagDates = databaseFile == nil ? TagDates() : nil
        let (own, all, further) = try database.write { db in
            (
                try Owner.find(organisation, orAddAs: .organization, db), try Owner.all(db),
                try IndicatorType.further(of: db)
            )
        }
        further.forEach(types.add)
        self.organisation = own
        ownersByName = Locked(Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) }))
    }

    /// In the order in which they were added.
    package var owners: [Owner] {
        ownersByName.withLock { $0.values.sorted { $0.id < $1.id } }
    }

    func owner(_ id: Int64) -> Owner? { ownersByName.withLock { owners in owners.values.first { $0.id == id } } }
    package func owner(named name: String) -> Owner? { ownersByName.withLock { $0[name] } }

    /// Adds an owner, or returns the one that has this name already.
    @discardableResult
    package func addOwner(_ name: String, type: OwnerType) throws -> Owner {
        let owner = try database.write { try Owner.find(name, orAddAs: type, $0) }
        remember(owner)
        return owner
    }

    func remember(_ owner: Owner) { ownersByName.withLock { $0[owner.name] = owner } }

    private static func open(_ file: String?) throws -> any DatabaseWriter {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = ProcessInfo.processInfo.activeProcessorCount + 2
        do {
            let database: any DatabaseWriter =
                try file.map { try DatabasePool(path: $0, configuration: configuration) }
                ?? DatabaseQueue(configuration: configuration)
            try SandboxSchema.migrator.migrate(database)
            return database
        } catch let error as DatabaseError {
            throw SandboxError.unusableDatabase(path: file ?? ":memory:", cause: error.message ?? "\(error.resultCode)")
        }
    }
}
