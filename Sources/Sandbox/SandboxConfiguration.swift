package import Foundation
package import Logging
package import Observables

/// How the local server listens, whom it lets in and how it misbehaves.
package struct SandboxConfiguration: Sendable {
    package var host: String
    /// 0 takes a free port; ``SandboxAddress`` says which.
    package var port: Int
    package var accessID: String
    package var secretKey: Secret
    /// Accepted as `Authorization: TC-Token …`; nil refuses every token.
    package var token: Secret?
    /// Compared with the `Timestamp` header, which may differ by 300 seconds.
    package var now: @Sendable () -> Date
    /// Status of a wrong signature, timestamp, identity or token: 401, or 400 as former releases answered
    /// (API document, section 1.4). A missing `Authorization` header is always 403.
    package var authenticationFailureStatus: Int
    package var faults: FaultSchedule
    package var requests: RequestCounts
    /// Values of the system-wide exclusion list: creating one of them is refused.
    package var exclusions: [String]
    package var permissions: Permissions
    package var logger: Logger

    /// What the API user may do.
    package enum Permissions: String, Sendable, Hashable, Decodable {
        case full, readOnly
    }

    package init(
        host: String = "127.0.0.1",
        port: Int = 0,
        accessID: String,
        secretKey: Secret,
        token: Secret? = nil,
        now: @escaping @Sendable () -> Date = { Date() },
        authenticationFailureStatus: Int = 401,
        faults: FaultSchedule = FaultSchedule(),
        requests: RequestCounts = RequestCounts(),
        exclusions: [String] = [],
        permissions: Permissions = .full,
        logger: Logger = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
    ) {
        self.host = host
        self.port = port
        self.accessID = accessID
        self.secretKey = secretKey
        self.token = token
        self.now = now
        self.authenticationFailureStatus = authenticationFailureStatus
        self.faults = faults
        self.requests = requests
        self.exclusions = exclusions
        self.permissions = permissions
        self.logger = logger
    }
}

/// Where a running sandbox listens.
package struct SandboxAddress: Sendable, Hashable {
    package let host: String
    package let port: Int

    /// `http://127.0.0.1:8080`; the API is below `/api`.
    package var url: String { host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)" }
}

package enum SandboxError: Error, Sendable, Hashable, CustomStringConvertible {
    case cannotListen(host: String, port: Int, cause: String)
    case stopped
    case unusableDatabase(path: String, cause: String)
    case badType(String)

    package var description: String {
        switch self {
        case .cannotListen(let host, let port, let cause):
            "cannot listen on \(host) port \(port): \(cause); choose another port, or 0 for a free one"
        case .badType(let problem): problem
        case .stopped: "the sandbox stopped before it listened"
        case .unusableDatabase(let path, let cause):
            "cannot use \(path) as the sandbox's database: \(cause); name another file, or none to keep everything in memory"
        }
    }
}
