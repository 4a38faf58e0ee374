import Foundation
import Tabular

/// Runs one stage of the pipeline alone and prints what it cost as one line of JSON.
///
/// `StageBenchmarks STAGE key=value…`; the keys are those of ``Arguments``. `bench.py` calls it and compares.
@main
struct StageBenchmarks {
    static func main() async {
        do {
            let arguments = try Arguments(CommandLine.arguments.dropFirst())
            for measurement in try await run(arguments) { print(try measurement.line()) }
        } catch {
            FileHandle.standardError.write(Data("StageBenchmarks: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func run(_ arguments: Arguments) async throws -> [Measurement] {
        switch arguments.stage {
        case "bare-libcsv": [try bareLibCSV(arguments)]
        case "parse": [try await ParseStage(arguments).run(writes: false)]
        case "parse-write": [try await ParseStage(arguments).run(writes: true)]
        case "enrich": [try await enrich(arguments)]
        case "look-ups": try await lookUps(arguments)
        case "snapshot": try SnapshotStage(arguments).run()
        case "allowlists": try AllowlistStage(arguments).run()
        case "cache": try cachedAnswers(arguments)
        default: throw UsageError(message: "unknown stage '\(arguments.stage)'")
        }
    }
}

/// What a stage works on.
struct Arguments {
    let stage: String
    private let values: [String: String]

    init(_ arguments: ArraySlice<String>) throws {
        guard let stage = arguments.first else {
            throw UsageError(
                message: "which stage? bare-libcsv, parse, parse-write, enrich, look-ups, snapshot, allowlists or cache"
            )
        }
        self.stage = stage
        var values: [String: String] = [:]
        for argument in arguments.dropFirst() {
            let parts = argument.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw UsageError(message: "expected key=value, found '\(argument)'") }
            values[String(parts[0])] = String(parts[1])
        }
        self.values = values
    }

    /// The log.
    var input: String { get throws { try require("input") } }
    /// The indicators: as CSV for `enrich`, as batch JSON Lines for `look-ups`.
    var indicators: String { get throws { try require("indicators") } }
    /// Default: nothing is kept.
    var output: String { values["output"] ?? "/dev/null" }
    /// Default: all.
    var cores: Int { number("cores") ?? ProcessInfo.processInfo.activeProcessorCount }
    /// Bytes of a chunk. Default: the product's.
    var chunkBytes: Int { number("chunk_bytes") ?? 256 << 10 }
    /// Look-ups per number of requests in flight, indicators of a snapshot, or answers in the cache. Default: 5,000.
    var count: Int { number("count") ?? 5000 }

    /// A folder: for pages and a snapshot, or with allowlists.
    var folder: String { get throws { try require("folder") } }
    /// How CSV is split. Default: the product's.
    var method: CSVMethod { values["method"] == "libcsv" ? .libcsv : .index }
    /// Where a server is, for look-ups outside this process. Default: one of its own.
    var url: String? { values["url"] }
    /// How many times as large the made allowlists are. Default: 1.
    var scale: Int { number("scale") ?? 1 }

    private func require(_ key: String) throws -> String {
        guard let value = values[key] else { throw UsageError(message: "\(stage) needs \(key)=…") }
        return value
    }

    private func number(_ key: String) -> Int? { values[key].flatMap(Int.init) }
}

struct UsageError: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}
