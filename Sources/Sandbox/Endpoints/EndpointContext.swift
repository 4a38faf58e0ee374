import Foundation

/// What every endpoint needs, of v2 and v3.
struct EndpointContext: Sendable {
    let store: SandboxStore
    let rules: ServerRules
    let now: @Sendable () -> Date
    /// Name of the API user.
    let user: String

    init(_ configuration: SandboxConfiguration, _ store: SandboxStore, _ rules: ServerRules) {
        self.store = store
        self.rules = rules
        now = configuration.now
        user = configuration.accessID
    }

    /// Changes the store in one transaction, which a thrown ``Refusal`` undoes.
    ///
    /// - Parameters:
    ///   - name: What is written, for the refusal of a user that may only read: `attribute`.
    ///   - operation: `created`, `updated` or `deleted`.
    func write<R: Sendable>(
        _ name: String,
        _ operation: String,
        _ body: @escaping @Sendable (StoreSession) throws -> R
    ) async throws -> R {
        try rules.refuseWithoutPermission(name, operation)
        return try await store.change(now: now(), user: user, body)
    }

    func read<R: Sendable>(_ body: @escaping @Sendable (StoreSession) throws -> R) async throws -> R {
        try await store.read(body)
    }

    /// The owner that the query names, otherwise the API user's organisation.
    func owner(of call: Call) throws(Refusal) -> Owner {
        guard let name = call.query["owner"] else { return store.organisation }
        guard let owner = store.owner(named: name) else { throw .ownerNotFound }
        return owner
    }
}

extension Call {
    /// The body as a JSON object.
    ///
    /// - Throws: ``Refusal/malformed`` for anything else.
    func object() throws(Refusal) -> JSONNode {
        guard let node = JSONReader.read(body), node.members != nil else { throw .malformed }
        return node
    }

    /// The parameter as a number that may be an id; one that is none names nothing.
    func id(_ place: Int) throws(Refusal) -> Int64 {
        guard let id = Int64(parameters[place]) else { throw .notFound }
        return id
    }
}

extension Reply {
    /// `{"status":"Success"}`
    static func done(_ status: Int = 200) -> Reply { json(status) { $0.member("status", "Success") } }
}
