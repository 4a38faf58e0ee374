import Foundation
import Observables
import Pipeline
import PipelineFile
import Sandbox
import State
import TestSupport
import ThreatConnect

/// A sandbox, an input, a pipeline file with write-back and its state file.
struct WriteBackTrial {
    static let secret = "made-up-for-tests"
    /// 2026-03-02 and the day after, in seconds since 1970.
    static let (day, nextDay) = (1_772_409_600, 1_772_496_000)

    let store: SandboxStore
    let clock = SkippingClock()
    let folder: TemporaryFolder
    var configure: (inout SandboxConfiguration) -> Void = { _ in }

    init() throws {
        store = try SandboxStore(organisation: "Example Org")
        folder = try TemporaryFolder()
        try folder.write(Self.log, to: "log.csv")
        try folder.write(Self.indicators, to: "indicators.jsonl")
        try store.load(folder.path("indicators.jsonl"))
    }

    static let indicators = """
        {"type": "Address", "summary": "203.0.113.7", "rating": 2, "confidence": 40, "attribute": [{"type": "Source", "value": "feed", "displayed": true}]}
        {"type": "Address", "summary": "203.0.113.8", "rating": 3, "confidence": 60, "tag": [{"name": "Blocked"}]}
        {"type": "Host", "summary": "bad.example.com", "rating": 4, "confidence": 80}

        """

    static let log = """
        value,action,note
        203.0.113.7,blocked,first
        bad.example.com,blocked,"a ""quoted"" note"
        203.0.113.7,blocked,last
        203.0.113.8,allowed,
        198.51.100.9,new,seen
        203.0.113.8,false positive,

        """

    static let rules = """
        - label: blocked
          when: row.action == 'blocked'
          rating: 5
          tags: blocked
          security_labels: TLP:AMBER
          attributes:
            - {type: Description, value: "Blocked {count} times, last: {row.note} ({run.id})"}
            - {type: Source, value: "proxy {run.date}", mode: replace}
        - label: new
          when: row.action == 'new'
          create: true
          rating: 3
          confidence: "50"
          attributes: [{type: Description, value: "{row.note}"}]
        - label: harmless
          when: row.action == 'false positive'
          false_positive: true

        """

    func pipeline(mode: String = "apply", rules: String = rules, settings: String = "", extra: String = "") -> String {
        let indented = rules.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return """
            version: 1
            name: trial
            threatconnect: {url: "${TC_URL}", access_key: "1", secret_key: \(Self.secret)}
            read:
              files: ["\(folder.path("log.csv"))"]
              observables: [{column: value}]
            enrich: {skip: []}
            write_back:
              mode: \(mode)
              \(settings)
              rules:
            \(indented)
            output: [rejected: "\(folder.path("rejected.jsonl"))"]
            state: {file: "\(folder.path("state.sqlite"))"}
            \(extra)

            """
    }

    struct Server {
        let trial: WriteBackTrial
        let url: String

        /// Runs a pipeline file.
        func run(
            _ text: String,
            id: String = "run-1",
            at time: Int = WriteBackTrial.day,
            killedAfter steps: Int? = nil,
            losing isLost: @escaping @Sendable (APIRequest) -> Bool = { _ in false },
            delaying isLate: @escaping @Sendable (APIRequest) -> Bool = { _ in false }
        ) async throws -> RunResult {
            let specification = try PipelineSpecification.parse(
                text: text,
                file: "p.yaml",
                environment: ["TC_URL": url]
            )
            let killSwitch = KillSwitch(after: steps)
            let ledger = try StateStore(path: trial.folder.path("state.sqlite"))
            return try await Runner(
                specification: specification,
                context: RunContext(runID: id) { time },
                progress: RunProgress(),
                logger: SandboxRun.silent,
                environment: trial.clock.environment,
                ledger: KilledLedger(wrapped: ledger, killSwitch: killSwitch),
                wrapTransport: { [clock = trial.clock] network in
                    let late = LateTransport(wrapped: network, clock: clock, isLate: isLate)
                    return KilledTransport(
                        wrapped: LossyTransport(wrapped: late, isLost: isLost),
                        killSwitch: killSwitch
                    )
                }
            )
            .run()
        }

        func undo(_ run: String, _ text: String, isTrial: Bool = false) async throws -> [UndoOutcome] {
            let specification = try PipelineSpecification.parse(
                text: text,
                file: "p.yaml",
                environment: ["TC_URL": url]
            )
            return try await UndoRun(
                specification: specification,
                logger: SandboxRun.silent,
                environment: trial.clock.environment
            )
            .execute(run: run, isTrial: isTrial)
        }
    }

    func serve<R: Sendable>(_ body: (Server) async throws -> R) async throws -> R {
        var configuration = SandboxConfiguration(accessID: "1", secretKey: Secret(Self.secret))
        configuration.now = { [clock] in Date(timeIntervalSince1970: TimeInterval(clock.now)) }
        configure(&configuration)
        return try await withSandbox(configuration, store: store) { address in
            try await body(Server(trial: self, url: address.url))
        }
    }

    func entries(_ run: String = "run-1") throws -> [LedgerEntry] {
        try StateStore(path: folder.path("state.sqlite")).entries(run: run)
    }
}
