import Foundation
import GRDB

/// Reading and changing the store within one transaction, on behalf of one user at one time.
///
/// A refusal that is thrown undoes everything that the transaction did.
struct StoreSession {
    let db: Database
    let store: SandboxStore
    /// UTC text, `2017-07-13T17:04:54Z`.
    let now: String
    /// Name of the API user, under whom false positives and observations are counted.
    let user: String

    /// `2017-07-13`
    var today: String { String(now.prefix(10)) }
    var types: TypeRegistry { store.types }
}

extension SandboxStore {
    /// - Parameter now: What the configuration says it is, never the system clock.
    func change<R: Sendable>(
        now: Date,
        user: String,
        _ body: @escaping @Sendable (StoreSession) throws -> R
    ) async throws -> R {
        let text = LenientDate.text(now)
        return try await database.write { db in try body(StoreSession(db: db, store: self, now: text, user: user)) }
    }

    /// ``StoreSession/now`` is ``defaultDate``, and nothing may be changed.
    func read<R: Sendable>(_ body: @escaping @Sendable (StoreSession) throws -> R) async throws -> R {
        try await database.read { db in
            try body(StoreSession(db: db, store: self, now: Self.defaultDate, user: ""))
        }
    }
}
