import Observables
import Synchronization
import ThreatConnect

/// The owners to ask, by name: without any, a v3 query would look into everything that the user may see.
final class QueryOwners: Sendable {
    private let known: Mutex<[String]>
    /// One asks, the others wait for what it learns.
    private let asking = RequestLimiter(limit: 1)

    /// - Parameter names: Empty means the API user's own organisation, whose name is asked for when it is needed.
    init(_ names: [String]) { known = Mutex(names) }

    func names(_ client: ThreatConnectClient) async throws -> Result<[String], LookupFailure> {
        if let names = learned { return .success(names) }
        return try await asking.withPermit {
            if let names = learned { return .success(names) }
            return try await client.ownOrganization().map { own in
                known.withLock { $0 = [own.name] }
                return [own.name]
            }
        }
    }

    private var learned: [String]? { known.withLock { $0.isEmpty ? nil : $0 } }
}
