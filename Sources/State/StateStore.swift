import Foundation
import GRDB

/// The durable memory of all runs: one SQLite file in WAL mode, readable by its user alone.
///
/// May be called from any task, and by several processes at once: who finds the file locked waits for up to ``busyTimeout``.
package final class StateStore: Sendable {
    /// Seconds.
    package static let busyTimeout: Double = 10

    /// Pages of 4 KiB that the write-ahead log collects.
    private static let checkpointPages = 10_000

    package let path: String
    private let database: DatabasePool

    /// Opens the file, or creates it and its folder.
    ///
    /// - Throws: ``StateError``.
    package init(path: String) throws {
        self.path = path
        try Self.createFile(path)
        database = try Self.translating(path) {
            try Self.verify(path)
            try Self.restrictAccess(path)
            let database = try DatabasePool(path: path, configuration: Self.configuration)
            try database.write { try $0.execute(sql: "PRAGMA application_id = \(StateSchema.applicationID)") }
            // The pool's own choice, NORMAL, may lose the latest commits with the power; the ledger must not.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Self.migrate(database)
            return database
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout)
        // A checkpoint writes every changed page of the table: fewer, larger ones are what makes many small batches cheap.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA wal_autocheckpoint = \(checkpointPages)") }
        return configuration
    }

    func read<T>(_ body: (Database) throws -> T) throws -> T {
        try Self.translating(path) { try database.read(body) }
    }

    func write<T>(_ body: (Database) throws -> T) throws -> T {
        try Self.translating(path) { try database.write(body) }
    }

    /// Makes the file where it is missing. An existing file is not opened here: to close it would drop the locks that another store of this process holds on it
    /// (sqlite.org/howtocorrupt.html, section 2.2).
    private static func createFile(_ path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { close(descriptor) }
            guard descriptor >= 0 || errno == EEXIST else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        } catch {
            throw StateError(code: .inaccessible, path: path, cause: error.localizedDescription)
        }
    }

    /// SQLite gives its `-wal` and `-shm` files the mode of the file itself, so this comes before it opens it for writing.
    private static func restrictAccess(_ path: String) throws {
        guard chmod(path, 0o600) == 0 else {
            throw StateError(code: .inaccessible, path: path, cause: String(cString: strerror(errno)))
        }
    }

    /// Another process may apply a migration between this one's look at what is missing and its own attempt, which then fails;
    /// at the next look it is there.
    private static func migrate(_ database: DatabasePool) throws {
        let migrator = StateSchema.migrator
        for _ in migrator.migrations {
            do {
                return try migrator.migrate(database)
            } catch {
                guard try database.read(migrator.completedMigrations).count > 0 else { throw error }
            }
        }
        try migrator.migrate(database)
    }

    /// Looks without writing: the database of another program stays as it is.
    private static func verify(_ path: String) throws {
        var configuration = Self.configuration
        configuration.readonly = true
        let database = try DatabaseQueue(path: path, configuration: configuration)
        try database.read { db in
            let hasTables = try Bool.fetchOne(db, sql: "SELECT count(*) > 0 FROM sqlite_master") ?? false
            let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            guard !hasTables || application == StateSchema.applicationID else {
                throw StateError(code: .foreign, path: path, cause: "application_id \(application)")
            }
            guard try !StateSchema.migrator.hasBeenSuperseded(db) else {
                throw StateError(code: .newer, path: path, cause: "unknown migrations")
            }
        }
        try database.close()
    }

    private static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StateError(code: .init(error.resultCode), path: path, cause: error.message ?? "\(error.resultCode)")
        }
    }
}

extension StateError.Code {
    fileprivate init(_ code: ResultCode) {
        switch code {
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .damaged
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default: self = .inaccessible
        }
    }
}
