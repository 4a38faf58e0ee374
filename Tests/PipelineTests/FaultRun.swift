import Foundation
import Observables
import Pipeline
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// The waits that a client asked for; none of them passes.
final class RecordedDelays: Sendable {
    private let time = SleptTime()

    var all: [Duration] { time.sleeps }

    var environment: ClientEnvironment {
        ClientEnvironment(
            unixTime: ClientEnvironment.system.unixTime,
            elapsed: { self.time.now },
            sleep: { self.time.sleep($0) },
            random: { 0.5 }
        )
    }
}

/// A whole run against a misbehaving sandbox, in a folder of its own.
struct FaultRun {
    let folder: TemporaryFolder
    let delays = RecordedDelays()
    var sandbox: SandboxRun
    var owners = ["Example Org"]
    /// Lines of `threatconnect`.
    var settings = ""
    /// Keys of `enrich` besides `skip`.
    var enrich = ""

    init(_ rules: FaultRule...) throws {
        folder = try TemporaryFolder()
        sandbox = try SandboxRun(lists: [])
        sandbox.faults = FaultSchedule(rules)
        sandbox.client = delays.environment
        try sandbox.store.add([
            Self.address("198.51.100.7", "Example Org", 2), Self.address("198.51.100.8", "Example Org", 3),
            Self.address("198.51.100.7", "Shared Feed", 5),
        ])
    }

    /// A rule for look-ups only: the list of owners, which is asked first, stays whole.
    static func rule(_ fault: Fault, on text: String, times: Int? = nil) -> FaultRule {
        FaultRule(fault, pathPrefix: "/api/v2/indicators", contains: text, times: times)
    }

    private static func address(_ value: String, _ owner: String, _ rating: Double) -> NewIndicator {
        NewIndicator(kind: .address, values: [value], owner: owner, rating: rating, confidence: 50)
    }

    /// Looks up `values` and makes sure that no file holds the secret.
    @discardableResult
    func run(_ values: String...) async throws -> RunResult { try await run(values) }

    @discardableResult
    func run(_ values: [String]) async throws -> RunResult {
        try folder.write("ip\n" + values.joined(separator: "\n") + "\n", to: "in.csv")
        var results: [RunResult] = []
        try await sandbox.serve { run in results.append(try await run(pipeline, "faults.yaml")) }
        for name in try folder.names() {
            #expect(!(try folder.text(name)).contains(sandbox.clientSecret), "\(name) holds the secret")
        }
        return try #require(results.first)
    }

    /// Why a run that looks up `values` does not come to its end.
    func stop(_ values: String...) async throws -> RunStoppingError { try await stop(values) }

    func stop(_ values: [String]) async throws -> RunStoppingError {
        do {
            try await run(values)
        } catch let error as RunStoppingError {
            return error
        }
        throw NotStopped()
    }

    struct NotStopped: Error {}

    /// The records of the enriched file: value, status, reason, rating, owner.
    func rows() throws -> [String] {
        try folder.text("out.csv").split(separator: "\n").dropFirst().map(String.init)
    }

    func rejected() throws -> [String] {
        try folder.text("rejected.jsonl").split(separator: "\n").map(String.init)
    }

    private var pipeline: String {
        """
        version: 1
        threatconnect:
          url: ${TC_URL}
          access_key: ${TC_ACCESS_KEY}
          secret_key: ${TC_SECRET_KEY}
          owners: [\(owners.joined(separator: ", "))]
          \(settings)
        read: {files: ["\(folder.path("in.csv"))"], observables: [{column: ip}]}
        enrich: {skip: [private]\(enrich)}
        output:
          - enriched: {path: "\(folder.path("out.csv"))", columns: [status, reason, rating, owner]}
          - matches: \(folder.path("matches.jsonl"))
          - rejected: \(folder.path("rejected.jsonl"))
        """
    }
}
