import Foundation
package import Logging
import Observables
import Sandbox

/// A local ThreatConnect server for one run: credentials made up on the spot, data from files.
package struct SandboxSession: Sendable {
    /// Reach the server like any other instance: `TC_URL`, `TC_ACCESS_KEY`, `TC_SECRET_KEY`.
    package let environment: [String: String]
    /// Indicators that the server holds.
    package let indicators: Int

    /// Runs `body` while the server runs on a free port of 127.0.0.1.
    ///
    /// - Parameter data: Files or folders of indicators, see `SandboxStore.load`.
    package static func with<Result: Sendable>(
        data: [String],
        logger: Logger,
        _ body: (SandboxSession) async throws -> Result
    ) async throws -> Result {
        let store = try SandboxStore(organisation: organisation)
        for path in data { try store.load(path) }
        let indicators = try store.countIndicators()
        let secret = UUID().uuidString
        let configuration = SandboxConfiguration(
            accessID: accessID,
            secretKey: Secret(secret),
            logger: logger
        )
        return try await withSandbox(configuration, store: store) { address in
            try await body(
                SandboxSession(
                    environment: ["TC_URL": address.url, "TC_ACCESS_KEY": accessID, "TC_SECRET_KEY": secret],
                    indicators: indicators
                )
            )
        }
    }

    /// The organisation that the sandbox's API user belongs to.
    package static let organisation = "Example Org"
    package static let accessID = "10000000000000000001"
}
