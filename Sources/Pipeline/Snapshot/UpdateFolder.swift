import Foundation
import State

/// Where the pages of an update are kept until the snapshot is made from them: an interrupted update goes on from there.
struct UpdateFolder: Sendable {
    /// What the pages are of.
    struct Plan: Codable, Hashable, Sendable {
        /// Raised whenever pages would mean something else.
        var version = 1
        let instance: String
        /// An empty name is the API user's own organisation.
        let owners: [String]
        let members: UInt8
        /// Seconds since 1970: when the first page was asked for.
        var startedAt: Int
    }

    /// Pages that are older than this are fetched anew, in seconds.
    static let longest = 24 * 3600

    let path: String
    let plan: Plan

    /// Goes on with the pages that are there, where they are of the same and not too old.
    ///
    /// - Parameter isFresh: Begins anew whatever is there.
    init(path: String, plan: Plan, isFresh: Bool) throws {
        self.path = path
        if !isFresh, let known = Self.known(path), known.serves(plan) {
            self.plan = known
            try removePages(of: "changes")
            return
        }
        self.plan = plan
        try Self.remove(path)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: attributes)
        try JSONEncoder().encode(plan).write(to: URL(fileURLWithPath: Self.planPath(path)), options: .atomic)
    }

    func page(_ list: String, _ start: Int) -> String { "\(path)/\(list)-\(start).page" }

    func remove() throws { try Self.remove(path) }

    private func removePages(of list: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) where name.hasPrefix(list) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
    }

    private static func planPath(_ folder: String) -> String { "\(folder)/plan.json" }

    /// nil for a folder without a plan, and for one whose plan cannot be read: then it begins anew.
    private static func known(_ folder: String) -> Plan? {
        FileManager.default.contents(atPath: planPath(folder)).flatMap {
            try? JSONDecoder().decode(Plan.self, from: $0)
        }
    }

    private static func remove(_ path: String) throws {
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }
}

extension UpdateFolder.Plan {
    fileprivate func serves(_ wanted: Self) -> Bool {
        var same = wanted
        same.startedAt = startedAt
        return same == self && (0...UpdateFolder.longest).contains(wanted.startedAt - startedAt)
    }
}
