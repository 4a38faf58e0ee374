import Foundation
import Observables
import Sandbox
import TestSupport
import Testing

/// Runs actions beside a server that knows a few indicators.
struct ActionPlace {
    let folder: TemporaryFolder

    static let host = "evil.example"
    static let address = "203.0.113.66"
    /// The server's organisation.
    static let organisation = "Example Org"

    init() throws { folder = try TemporaryFolder() }

    func run(_ arguments: [String], environment: [String: String], input: String? = nil) async throws
        -> Program.Outcome
    {
        try await Program.run(arguments, in: folder, environment: environment, input: input)
    }

    /// Runs one command beside a server of its own.
    static func run(
        _ arguments: String...,
        input: String? = nil,
        faults: [FaultRule] = [],
        secretKey: String = Workplace.secretKey
    ) async throws -> Program.Outcome {
        try await run(arguments: arguments, input: input, faults: faults, secretKey: secretKey)
    }

    static func run(
        arguments: [String],
        input: String? = nil,
        faults: [FaultRule] = [],
        secretKey: String = Workplace.secretKey
    ) async throws -> Program.Outcome {
        let place = try ActionPlace()
        return try await served(faults: faults) { environment in
            try await place.run(
                arguments,
                environment: environment.merging(["TC_SECRET_KEY": secretKey]) { $1 },
                input: input
            )
        }
    }

    static func served<R: Sendable>(
        faults: [FaultRule] = [],
        requests: RequestCounts = RequestCounts(),
        hosts: Int = 0,
        _ body: ([String: String]) async throws -> R
    ) async throws -> R {
        let store = try SandboxStore(organisation: organisation)
        try store.add([
            NewIndicator(kind: .address, values: [address], rating: 5, confidence: 100),
            NewIndicator(kind: .host, values: [host], rating: 4, confidence: 90),
        ])
        if hosts > 0 {
            try store.add((0..<hosts).map { NewIndicator(kind: .host, values: ["h\($0).example"], rating: 1) })
        }
        let configuration = SandboxConfiguration(
            accessID: Workplace.accessID,
            secretKey: Secret(Workplace.secretKey),
            faults: FaultSchedule(faults),
            requests: requests
        )
        return try await withSandbox(configuration, store: store) { try await body(Workplace.environment(url: $0.url)) }
    }
}

extension Program.Outcome {
    /// Standard output, one JSON object per line.
    ///
    /// - Throws: When a line is anything else.
    func objects() throws -> [[String: Any]] {
        try output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(line)")
        }
    }
}
