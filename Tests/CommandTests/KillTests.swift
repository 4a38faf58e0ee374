import Foundation
import Observables
import Sandbox
import State
import TestSupport
import Testing

/// The program killed at random moments and continued, over every kind of input and output, with write-back.
///
/// `TCENRICH_KILLS` says how often it is killed; `make soak` sets it to 200.
@Suite(.serialized)
struct KillTests {
    private static let formats = ["csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst"]

    private static var kills: Int {
        ProcessInfo.processInfo.environment["TCENRICH_KILLS"].flatMap { Int($0) } ?? 10
    }

    @Test func outputAndServerAreThoseOfAnUndisturbedRun() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("KillTests: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        var kills = 0
        var round = 0
        while kills < Self.kills {
            let trial = try KillTrial(format: Self.formats[round % Self.formats.count], seed: seed &+ UInt64(round))
            let undisturbed = try await trial.run(killedAfter: [])
            let moments = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Double.random(in: 0...1, using: &random) * undisturbed.seconds
            }
            let killed = try await trial.run(killedAfter: moments)
            kills += killed.kills
            round += 1
            let place = "\(trial.format)\(trial.asking), killed after \(moments) s, seed \(seed)"
            #expect(killed.status ?? undisturbed.status == undisturbed.status, "\(place): \(killed.errors)")
            #expect(killed.files.keys.sorted() == undisturbed.files.keys.sorted(), "\(place)")
            for (name, bytes) in undisturbed.files {
                #expect(killed.files[name] == bytes, "\(name) differs: \(place)")
            }
            #expect(killed.server == undisturbed.server, "\(place)")
        }
    }
}

/// One input with a pipeline file, run beside a server of its own each time.
private struct KillTrial {
    struct Outcome {
        /// nil when the run was killed after it had come to its end.
        var status: Int32?
        var errors = ""
        /// Whatever is in the output folder, by name.
        var files: [String: Data] = [:]
        var server = ""
        var seconds = 0.0
        var kills = 0
    }

    /// A run that ended, or was ended after a minute, before it began to write.
    struct NoOutput: Error {
        let status: Int32
        let errors: String
    }

    let format: String
    private let records: Int
    private let seed: UInt64

    init(format: String, seed: UInt64) throws {
        self.format = format
        self.seed = seed
        records = 12_000
    }

    private var isJSON: Bool { format.hasPrefix("jsonl") }

    private func input() -> String {
        var random = SeededGenerator(seed: seed)
        var text = isJSON ? "" : "id,value,action,note\n"
        for record in 0..<records {
            let value = "203.0.113.\(Int.random(in: 0...120, using: &random))"
            let action = Int.random(in: 0...3, using: &random) == 0 ? "blocked" : "allowed"
            let note = "\"record \(record)\" " + String(repeating: "x", count: Int.random(in: 0...90, using: &random))
            // Every now and then one that cannot be used.
            if record % 997 == 5 {
                text += isJSON ? "{\"id\": \(record), \n" : "\(record),too,many,fields,here\n"
            } else if isJSON {
                text +=
                    "{\"id\": \(record), \"value\": \"\(value)\", \"action\": \"\(action)\", \"note\": \"\(note.replacing("\"", with: "\\\""))\"}\n"
            } else {
                text += "\(record),\(value),\(action),\"\(note.replacing("\"", with: "\"\""))\"\n"
            }
        }
        return text
    }

    /// Every strategy that asks, with and without a cache, in turn.
    var asking: String {
        ", strategy: \(["lookup", "query", "auto"][Int(seed % 3)])" + (seed / 3 % 2 == 0 ? ", cache: {}" : "")
    }

    private var pipeline: String {
        """
        version: 1
        name: kill
        threatconnect: {url: "${TC_URL}", access_key: "${TC_ACCESS_KEY}", secret_key: "${TC_SECRET_KEY}", max_in_flight: 4}
        read: {files: [log.\(format)], observables: [{column: value}]}
        enrich: {skip: []\(asking)}
        output:
          - enriched: out/enriched.\(format)
          - matches: out/matches.jsonl.zst
          - rejected: out/rejected.jsonl
        report: [csv: out/summary.csv]
        state: {file: state.sqlite, checkpoint_interval: 0s}
        write_back:
          mode: apply
          settle_time: 0s
          rules:
            - label: blocked
              when: row.action == 'blocked' and status == 'hit'
              rating: 5
              tags: blocked
              attributes: [{type: Description, value: "Blocked {count} times, last: {row.id}"}]

        """
    }

    /// Starts the program, kills it after each of the times, in seconds, and lets it end the last time.
    func run(killedAfter moments: [Double]) async throws -> Outcome {
        let folder = try TemporaryFolder()
        try folder.write(pipeline, to: "p.yaml")
        try folder.write(input(), to: "plain")
        let pack = format.hasSuffix(".gz") ? "gzip -c" : format.hasSuffix(".zst") ? "zstd -qc" : "cat"
        _ = try await Program.shell("\(pack) plain > log.\(format) && touch -d @1700000000 log.\(format)", in: folder)
        let store = try SandboxStore(organisation: "Example Org")
        let known = stride(from: 0, to: 120, by: 2).map { "203.0.113.\($0)" }
        try store.add([NewIndicator(kind: .address, values: known, rating: 3, confidence: 60)])
        let slow = FaultRule(.latency(milliseconds: 3), pathPrefix: "/api")
        let configuration = SandboxConfiguration(
            accessID: Workplace.accessID,
            secretKey: Secret(Workplace.secretKey),
            faults: FaultSchedule([slow])
        )
        return try await withSandbox(configuration, store: store) { address in
            var outcome = try await drive(folder, Workplace.environment(url: address.url), moments)
            outcome.server = try store.stateDump()
            return outcome
        }
    }

    /// Nothing is left to be continued, but outputs are there.
    private func isComplete(_ folder: TemporaryFolder) throws -> Bool {
        guard FileManager.default.fileExists(atPath: folder.path("out/summary-totals.csv")) else { return false }
        return try StateStore(path: folder.path("state.sqlite")).unfinishedProgress(pipeline: "kill").isEmpty
    }

    private func drive(_ folder: TemporaryFolder, _ environment: [String: String], _ moments: [Double]) async throws
        -> Outcome
    {
        let command = ["run", "p.yaml", "--resume", "--as-of", "2026-03-02T00:00:00Z"]
        var outcome = Outcome()
        var last: Program.Outcome?
        let start = ContinuousClock.now
        for moment in moments where last == nil {
            let run = try Running(Program.path, command, in: folder, environment: environment)
            // The moment is what is tested; nothing waits for it.
            try await Task.sleep(for: .seconds(moment))
            run.send(SIGKILL)
            let ended = try await run.outcome()
            if ended.status == 128 + SIGKILL { outcome.kills += 1 }
            // Another run would be a new one, which takes its answers from the cache and says so.
            if try isComplete(folder) { last = ended }
        }
        let final =
            if let last { last } else { try await Program.run(command, in: folder, environment: environment) }
        outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
        outcome.status = final.status == 128 + SIGKILL ? nil : final.status
        outcome.errors = final.errors
        guard FileManager.default.fileExists(atPath: folder.path("out")) else {
            throw NoOutput(status: final.status, errors: final.errors)
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) {
            outcome.files[name] = try Data(contentsOf: folder.url.appendingPathComponent("out/\(name)"))
        }
        return outcome
    }
}
