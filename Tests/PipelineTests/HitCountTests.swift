import Foundation
import Pipeline
import TestSupport
import Testing

/// Real logs against real indicator lists, compared with what an independent Python script counts.
@Suite(.enabled(if: SharedData.isPresent && HitCounts.areAvailable, HitCounts.reason), .serialized)
struct HitCountTests {
    @Test func hitCountsEqualThoseOfAnIndependentScript() async throws {
        let expected = try await HitCounts.computed()
        #expect(expected.logs.count >= 6)
        let data = try SharedData.url("data")
        let folder = try TemporaryFolder()
        let sandbox = try SandboxRun(lists: expected.lists.map { data.appendingPathComponent("indicators/\($0)").path })
        try await sandbox.serve { run in
            for (log, counts) in expected.logs.sorted(by: { $0.key < $1.key }) {
                let observables = counts.columns.map { "{column: \"\($0)\"}" }.joined(separator: ", ")
                let result = try await run(
                    """
                    version: 1
                    threatconnect:
                      {url: "${TC_URL}", access_key: "${TC_ACCESS_KEY}", secret_key: "${TC_SECRET_KEY}", max_in_flight: 32}
                    read:
                      files: ["\(data.path)/logs/\(log)"]
                      format: \(counts.format)
                      observables: [\(observables)]
                    enrich: {skip: []}
                    output: [enriched: \(folder.path("enriched"))]
                    """,
                    "real.yaml"
                )
                let manifest = result.manifest
                #expect(manifest.observables.hit == counts.distinct, "\(log): distinct hits")
                #expect(manifest.records.withHit == counts.records, "\(log): records with a hit")
                #expect(manifest.records.enriched == counts.read, "\(log): records")
                #expect(manifest.observables.failed == 0, "\(log)")
            }
        }
    }
}

/// What `Tests/Interop/hit_counts.py` prints.
struct HitCounts: Decodable {
    struct Log: Decodable {
        let format: String
        let columns: [String]
        let distinct: Int
        let records: Int
        let read: Int
    }

    let lists: [String]
    let logs: [String: Log]

    static let reason: Comment = "needs ../shared, python3 and zstd for the independent count"

    static var areAvailable: Bool {
        ["python3", "zstd"].allSatisfy { tool in
            (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
                .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
        }
    }

    static func computed() async throws -> HitCounts {
        let folder = try TemporaryFolder()
        try await Command.run(
            "python3",
            [
                Checkout.root.appendingPathComponent("Tests/Interop/hit_counts.py").path,
                try SharedData.url("data").path,
            ],
            output: folder.path("counts.json")
        )
        return try JSONDecoder().decode(HitCounts.self, from: Data(folder.bytes("counts.json")))
    }
}

/// Another program, awaited without blocking a thread.
enum Command {
    struct Failed: Error {
        let name: String
        let status: Int32
    }

    static func run(_ name: String, _ arguments: [String], output: String) async throws {
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = file
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw Failed(name: name, status: status) }
    }
}
