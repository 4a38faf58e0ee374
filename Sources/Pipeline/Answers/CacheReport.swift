import Foundation
import State

/// The cached answers of a state file, for people.
package struct CacheReport {
    private let store: StateStore

    /// - Throws: `StateError` for a file that is missing, no state file or cannot be opened.
    package init(file: String) throws {
        // Opening would create it.
        guard FileManager.default.fileExists(atPath: file) else {
            throw StateError(code: .inaccessible, path: file, cause: "there is no such file")
        }
        store = try StateStore(path: file)
    }

    /// A header and one line per kind and state, in columns separated by tabs; then what they come to.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: `StateError`.
    package func statistics(now: Int) throws -> (lines: [String], total: String) {
        let statistics = try store.answerStatistics(now: now)
        let lines = statistics.groups.map { group in
            [
                group.kind, group.isHit ? "hit" : "absent", String(group.count), String(group.expired),
                UTC.timestamp(group.oldest), UTC.timestamp(group.newest),
            ].joined(separator: "\t")
        }
        let total =
            "\(statistics.count) answers, \(statistics.scopes) combination\(statistics.scopes == 1 ? "" : "s") of instance, user, owners and members, "
            + "\(statistics.bytes) bytes of answers in a file of \(fileBytes) bytes"
        return (["type\tstatus\tanswers\texpired\toldest\tnewest"] + lines, total)
    }

    /// Returns how many answers had expired.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Throws: `StateError`.
    package func prune(now: Int) throws -> Int { try store.pruneAnswers(now: now) }

    /// Returns how many answers there were.
    ///
    /// - Throws: `StateError`.
    package func clear() throws -> Int { try store.clearAnswers() }

    /// With the write-ahead log, which comes and goes.
    private var fileBytes: Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            var status = stat()
            return stat(store.path + suffix, &status) == 0 ? sum + Int(status.st_size) : sum
        }
    }
}
