import Foundation
package import Observables
import Tabular

/// Reads allowlists in MISP's warning list format from disk.
package enum AllowlistLoader {
    /// - Parameter patterns: Paths and POSIX glob patterns.
    /// - Returns: nil when there are none.
    /// - Throws: `AllowlistError` for a list that cannot be used, and input errors for files that cannot be read.
    package static func load(_ patterns: [String]) throws -> AllowlistMatcher? {
        guard !patterns.isEmpty else { return nil }
        let paths = try paths(patterns)
        let lists = try paths.map { try AllowlistFile(path: $0, bytes: bytes(of: $0)).list() }
        do {
            return try AllowlistMatcher(lists)
        } catch {
            throw AllowlistError(
                path: paths[error.list],
                place: "entry \(error.entry + 1) of 'list'",
                problem: "\"\(error.text)\": \(error.problem)",
                advice: "correct or remove it"
            )
        }
    }

    /// The files that the patterns name, in order.
    static func paths(_ patterns: [String]) throws -> [String] {
        patterns.isEmpty ? [] : try InputSource.expand(patterns: patterns).map(path)
    }

    private static func path(_ source: InputSource) throws -> String {
        guard case .file(let path) = source else {
            throw AllowlistError(
                path: source.name,
                place: "enrich.allowlists",
                problem: "a list cannot come from there",
                advice: "name a file"
            )
        }
        return path
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw AllowlistError(
                path: path,
                place: "the file",
                problem: "it cannot be read: \(error.localizedDescription)",
                advice: "check its permissions"
            )
        }
    }
}
