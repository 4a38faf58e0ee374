import Logging
import ThreatConnect

/// What an action works with.
struct ActionContext: Sendable {
    let client: ThreatConnectClient
    let catalogue: TypeCatalogue
    /// At least one; nil is the API user's own organisation.
    let owners: [String?]
    let output: ActionOutput
    let logger: Logger
}

/// Indicator types by name. Those beyond the twelve are asked for once, when one is named.
actor TypeCatalogue {
    private let client: ThreatConnectClient
    private var added: Task<[IndicatorType], any Error>?

    init(_ client: ThreatConnectClient) { self.client = client }

    /// - Throws: `UnknownType`, or why the instance's types cannot be had.
    func type(named name: String) async throws -> IndicatorType {
        if let type = Self.builtIn(named: name) { return type }
        let types = try await discovered()
        guard let type = types.first(where: { $0.answers(to: name) }) else {
            throw UnknownType(name: name, known: types.map(\.name))
        }
        return type
    }

    /// All callers wait for one request.
    private func discovered() async throws -> [IndicatorType] {
        if let added { return try await added.value }
        let task = Task { [client] in try await client.indicatorTypes().get() }
        added = task
        return try await task.value
    }

    private static func builtIn(named name: String) -> IndicatorType? {
        IndicatorType.builtIn(named: aliases[name.lowercased()] ?? name)
    }

    /// What people and other systems call the commonest types.
    private static let aliases = [
        "ip": "Address", "ipv4": "Address", "ipv6": "Address", "domain": "Host", "hostname": "Host", "hash": "File",
        "md5": "File", "sha1": "File", "sha256": "File", "email": "EmailAddress", "user-agent": "User Agent",
    ]
}

/// A type that the instance does not have.
struct UnknownType: Error, CustomStringConvertible {
    let name: String
    let known: [String]

    var description: String {
        "there is no indicator type \"\(name)\"; the instance has \(known.joined(separator: ", "))"
    }
}
