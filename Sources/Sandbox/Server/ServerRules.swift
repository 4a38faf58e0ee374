/// What may be written: the system-wide exclusion list and the API user's permissions, which control requests change.
final class ServerRules: Sendable {
    private struct Rules {
        var exclusions: Set<String>
        var permissions: SandboxConfiguration.Permissions
    }

    private let rules: Locked<Rules>

    init(_ configuration: SandboxConfiguration) {
        let exclusions = Set(configuration.exclusions.map { $0.lowercased() })
        rules = Locked(Rules(exclusions: exclusions, permissions: configuration.permissions))
    }

    /// Lower case, in alphabetical order.
    var exclusions: [String] { rules.withLock { $0.exclusions.sorted() } }
    var permissions: SandboxConfiguration.Permissions { rules.withLock { $0.permissions } }

    func exclude(_ values: [String]) {
        rules.withLock { $0.exclusions.formUnion(values.map { $0.lowercased() }) }
    }

    func clearExclusions() { rules.withLock { $0.exclusions = [] } }
    func permit(_ permissions: SandboxConfiguration.Permissions) { rules.withLock { $0.permissions = permissions } }

    /// - Throws: ``Refusal`` where one of an indicator's values, or all of them joined, is on the exclusion list.
    func refuseExcluded(_ values: [String?], summary: String) throws(Refusal) {
        let excluded = rules.withLock { rules in
            !rules.exclusions.isEmpty
                && (values.compactMap { $0 } + [summary]).contains { rules.exclusions.contains($0.lowercased()) }
        }
        guard !excluded else {
            throw Refusal(status: 403, message: "This indicator is contained on a system-wide exclusion list.")
        }
    }

    /// - Parameters:
    ///   - name: What is written: `attribute`.
    ///   - operation: `created`, `updated` or `deleted`.
    func refuseWithoutPermission(_ name: String, _ operation: String) throws(Refusal) {
        guard permissions == .full else {
            throw Refusal(status: 401, message: "The requested \(name) was not \(operation) - access was denied")
        }
    }
}
