import Foundation
import Logging
import Observables
import Pipeline
import PipelineFile
import Sandbox
import TestSupport
import ThreatConnect

/// Runs pipelines over HTTP against a sandbox in this process.
struct SandboxRun {
    static let secret = "made-up-for-tests"
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    let store: SandboxStore
    var environment: [String: String] = [:]
    var faults = FaultSchedule()
    /// What the client signs with; the server always expects ``secret``.
    var clientSecret = SandboxRun.secret
    /// Seconds by which the server's clock is ahead.
    var clockShift: TimeInterval = 0
    var client = ClientEnvironment.system
    /// Stands between the client and the network.
    var wrapTransport: @Sendable (any HTTPTransport) -> any HTTPTransport = { $0 }
    var logger = SandboxRun.silent

    /// - Parameter lists: Files or folders of indicators.
    init(lists: [String]) throws {
        store = try SandboxStore(organisation: "Example Org")
        for list in lists { try store.load(list) }
    }

    /// Starts the server for the duration of `body`, which gets a function that runs one pipeline file's text.
    func serve(
        _ body: (_ run: (_ text: String, _ name: String) async throws -> RunResult) async throws -> Void
    ) async throws {
        let configuration = SandboxConfiguration(
            accessID: "1",
            secretKey: Secret(Self.secret),
            now: { [clockShift] in Date(timeIntervalSinceNow: clockShift) },
            faults: faults
        )
        try await withSandbox(configuration, store: store) { address in
            let variables = ["TC_URL": address.url, "TC_ACCESS_KEY": "1", "TC_SECRET_KEY": clientSecret]
            try await body { text, name in
                let specification = try PipelineSpecification.parse(
                    text: text,
                    file: name,
                    environment: environment.merging(variables) { $1 }
                )
                return try await Runner(
                    specification: specification,
                    context: RunContext(runID: "run-1") { 1_772_409_600 },
                    progress: RunProgress(),
                    logger: logger,
                    environment: client,
                    wrapTransport: wrapTransport
                )
                .run()
            }
        }
    }
}
