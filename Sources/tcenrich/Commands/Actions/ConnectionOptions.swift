import ArgumentParser
import Foundation
import Logging
import Observables
import Pipeline
import PipelineFile
import ThreatConnect

/// Where the actions find their instance. Secrets come from the environment or from files, never as arguments: those are seen
/// by every user of the machine.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Read TC_URL, TC_ACCESS_KEY, TC_SECRET_KEY, TC_TOKEN, TC_VERIFY_SSL, TC_HTTP_PROXY and TC_CA_FILE from a file of NAME=value lines.",
            discussion: "What it sets goes before the environment's own variables.",
            valueName: "file"
        ),
        completion: .file()
    )
    var envFile: String?

    @Option(
        help: ArgumentHelp("Connect as the 'threatconnect' section of this pipeline file says.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var pipeline: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Ask a local ThreatConnect server that holds the indicators of these files instead of a real instance.",
            discussion: "It ends with the command, and what was written with it. Give it after the values.",
            valueName: "data"
        ),
        completion: .file()
    )
    var sandbox: [String] = []

    /// Runs `body` with a client, and with the owners of the pipeline file if there is one.
    func withClient(
        connections: Int,
        logger: Logger,
        _ body: @Sendable (ThreatConnectClient, [String]) async throws -> Void
    ) async throws {
        let environment = try self.environment()
        guard !sandbox.isEmpty else {
            return try await connect(environment, connections, logger, body)
        }
        let silent = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        try await SandboxSession.with(data: sandbox, logger: silent) { session in
            if session.indicators == 0 { logger.warning("no file given with --sandbox holds an indicator") }
            // Nothing that belongs to a real instance goes to the local one.
            let own = environment.filter { !$0.key.hasPrefix("TC_") }
            try await connect(own.merging(session.environment) { $1 }, connections, logger, body)
        }
    }

    private func connect(
        _ environment: [String: String],
        _ connections: Int,
        _ logger: Logger,
        _ body: @Sendable (ThreatConnectClient, [String]) async throws -> Void
    ) async throws {
        var settings: ConnectionSettings
        var owners: [String] = []
        var quota: StateQuota?
        if let pipeline {
            let specification = try PipelineLoader.load(pipeline, environment: environment)
            settings = try ConnectionSettings(specification.threatConnect)
            owners = specification.threatConnect.owners
            quota = try StateQuota(specification, settings)
        } else {
            settings = try ConnectionSettings(environment: environment)
            settings.maxConnections = max(settings.maxConnections, connections)
        }
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(settings: settings, transport: transport, logger: logger, quota: quota)
        do {
            try await body(client, owners)
        } catch {
            try await transport.shutdown()
            throw error
        }
        try await transport.shutdown()
    }

    private func environment() throws -> [String: String] {
        let environment = ProcessInfo.processInfo.environment
        guard let envFile else { return environment }
        return environment.merging(try EnvironmentFile.read(envFile)) { $1 }
    }
}

extension ConnectionSettings {
    /// The settings that the environment names.
    ///
    /// - Throws: `ConnectionProblem`, `ConnectionSettingsError`.
    init(environment: [String: String]) throws {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let url = value("TC_URL") else {
            throw ConnectionProblem(
                "TC_URL is not set; set it to the instance's address, or use --env-file, --pipeline or --sandbox"
            )
        }
        self.init(url: try BaseURL(url), credentials: try Self.credentials(value))
        verifySSL = try Self.flag(value("TC_VERIFY_SSL"), "TC_VERIFY_SSL") ?? true
        caFile = value("TC_CA_FILE")
        httpProxy = try value("TC_HTTP_PROXY").map { try ProxyAddress($0) }
    }

    private static func credentials(_ value: (String) -> String?) throws -> Credentials {
        switch (value("TC_TOKEN"), value("TC_ACCESS_KEY"), value("TC_SECRET_KEY")) {
        case (let token?, nil, nil): return .token(Secret(token))
        case (nil, let access?, let secret?): return .hmac(accessKey: Secret(access), secretKey: Secret(secret))
        case (nil, nil, nil):
            throw ConnectionProblem("no credentials: set TC_ACCESS_KEY and TC_SECRET_KEY, or TC_TOKEN")
        case (nil, _, nil): throw ConnectionProblem("TC_ACCESS_KEY is set, but TC_SECRET_KEY is not")
        case (nil, nil, _): throw ConnectionProblem("TC_SECRET_KEY is set, but TC_ACCESS_KEY is not")
        default:
            throw ConnectionProblem(
                "both TC_TOKEN and keys are set; unset TC_TOKEN, or TC_ACCESS_KEY and TC_SECRET_KEY"
            )
        }
    }

    private static func flag(_ text: String?, _ name: String) throws -> Bool? {
        switch text?.lowercased() {
        case nil: return nil
        case "true", "1", "yes", "on": return true
        case "false", "0", "no", "off": return false
        case let text?: throw ConnectionProblem("\(name) is \"\(text)\"; expected true or false")
        }
    }
}

/// Why there is nothing to connect to.
struct ConnectionProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
