package import Foundation
package import Testing

/// Finds the shared folder of real logs, indicator lists and conformance suites beside the checkout.
///
/// It is not part of the repository: where it is missing, tests that need it are disabled and say so.
package enum SharedData {
    /// `../shared` seen from the package's root, or the folder named by `TCENRICH_SHARED`.
    package static let root: URL? = {
        let candidates = [
            ProcessInfo.processInfo.environment["TCENRICH_SHARED"].map { URL(fileURLWithPath: $0) },
            Checkout.root.deletingLastPathComponent().appendingPathComponent("shared"),
        ]
        return candidates.compactMap { $0 }.first {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("data").path)
        }
    }()

    /// Use with `.enabled(if: SharedData.isPresent, SharedData.reason)`.
    package static var isPresent: Bool { root != nil }
    package static var reason: Comment { "needs ../shared (real logs and conformance suites), which is not here" }

    /// A file or folder below the shared folder.
    package static func url(_ path: String) throws -> URL {
        guard let root else { throw Missing(path: path) }
        return root.appendingPathComponent(path)
    }

    package struct Missing: Error { package let path: String }
}

/// The package's own files.
package enum Checkout {
    package static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
