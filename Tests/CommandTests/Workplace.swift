import Foundation
import Observables
import Sandbox
import TestSupport

/// A folder with an input, a pipeline file and, while a test needs it, a server.
struct Workplace {
    let folder: TemporaryFolder

    static let secretKey = "CANARYs3cr3t+/=%key"
    static let accessID = "10000000000000000001"
    static let hit = "203.0.113.66"

    init(_ text: String = Workplace.pipeline()) throws {
        folder = try TemporaryFolder()
        try folder.write(text, to: "p.yaml")
        try folder.write("id,dst_ip\n1,\(Self.hit)\n2,203.0.113.5\n", to: "log.csv")
    }

    /// A pipeline file; `extra` comes last.
    static func pipeline(
        read: String = "files: [log.csv]",
        column: String = "dst_ip",
        output: String = "{enriched: out/e.csv}",
        settings: String = "",
        extra: String = ""
    ) -> String {
        """
        version: 1
        name: trial
        threatconnect:
          url: ${TC_URL}
          access_key: ${TC_ACCESS_KEY}
          secret_key: ${TC_SECRET_KEY}
          \(settings)
        read:
          \(read)
          observables: [{column: \(column)}]
        enrich: {skip: []}
        output: [\(output)]
        \(extra)

        """
    }

    func run(_ arguments: String..., environment: [String: String] = [:], input: String? = nil) async throws
        -> Program.Outcome
    {
        try await Program.run(["run", "p.yaml"] + arguments, in: folder, environment: environment, input: input)
    }

    /// Everything in the folder but what the test put there.
    func made() throws -> [String] {
        let paths = FileManager.default.enumerator(atPath: folder.url.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0 != "p.yaml" && $0 != "log.csv" }.sorted()
    }

    static func environment(url: String, secretKey: String = Workplace.secretKey) -> [String: String] {
        ["TC_URL": url, "TC_ACCESS_KEY": accessID, "TC_SECRET_KEY": secretKey]
    }

    /// Runs `body` beside a server that knows ``hit``; it is given what a program needs to ask it.
    static func served<R: Sendable>(
        faults: [FaultRule] = [],
        clockOffset: TimeInterval = 0,
        requests: RequestCounts = RequestCounts(),
        _ body: ([String: String]) async throws -> R
    ) async throws -> R {
        let store = try SandboxStore(organisation: "Example Org")
        try store.add([NewIndicator(kind: .address, values: [hit], rating: 5, confidence: 100)])
        let configuration = SandboxConfiguration(
            accessID: accessID,
            secretKey: Secret(secretKey),
            now: { Date().addingTimeInterval(clockOffset) },
            faults: FaultSchedule(faults),
            requests: requests
        )
        return try await withSandbox(configuration, store: store) { try await body(environment(url: $0.url)) }
    }
}
