import Foundation
import Logging
import Observables
import Pipeline
import PipelineFile
import Sandbox
import State
import Synchronization
import TestSupport
import ThreatConnect

/// A sandbox whose clock the test sets, with a snapshot of it.
struct SnapshotTrial {
    static let owners = ["Example Org", "Shared Feed", "Third"]
    static let start = 1_772_409_600

    final class Clock: Sendable {
        private let seconds = Mutex(SnapshotTrial.start)
        var now: Int { seconds.withLock { $0 } }
        func pass(_ more: Int) { seconds.withLock { $0 += more } }
    }

    let store: SandboxStore
    let folder: TemporaryFolder
    let clock = Clock()
    let faults = FaultSchedule()
    var owners: [String] = SnapshotTrial.owners
    var pageSize = 7

    init() throws {
        store = try SandboxStore(organisation: "Example Org")
        folder = try TemporaryFolder()
    }

    var path: String { folder.path("x.snapshot") }

    struct Server {
        let trial: SnapshotTrial
        let url: String
        /// Each has its own patience.
        let makeClient: @Sendable () -> ThreatConnectClient
        let client: ThreatConnectClient

        /// The same server for another trial.
        func serving(_ trial: SnapshotTrial) -> Self {
            Self(trial: trial, url: url, makeClient: makeClient, client: client)
        }

        func specification(_ enrich: String = "", owners: [String]? = nil, rest: String = "") throws
            -> PipelineSpecification
        {
            let names = (owners ?? trial.owners).map { "\"\($0)\"" }.joined(separator: ", ")
            return try PipelineSpecification.parse(
                text: """
                    version: 1
                    threatconnect: {url: "\(url)", access_key: "1", secret_key: made-up-for-tests, owners: [\(names)], max_in_flight: 3}
                    read: {files: ["\(trial.folder.path("in.csv"))"], observables: [{column: a}]}
                    enrich: {strategy: snapshot, skip: [], snapshot: {file: "\(trial.path)", max_age: 24h}\(enrich)}
                    output: [enriched: {path: "\(trial.folder.path("out.csv"))", columns: [status, matched_value, type, rating]}]
                    \(rest)

                    """,
                file: "p.yaml"
            )
        }

        @discardableResult
        func update(full: Bool = false, using client: ThreatConnectClient? = nil) async throws -> SnapshotUpdateResult {
            let clock = trial.clock
            let update = try SnapshotUpdate(
                specification: specification(),
                client: client ?? self.client,
                pageSize: trial.pageSize,
                logger: SandboxRun.silent,
                now: { clock.now }
            )
            return try await update.run(isFull: full)
        }

        func run(_ specification: PipelineSpecification) async throws -> RunResult {
            let clock = trial.clock
            return try await Runner(
                specification: specification,
                context: RunContext(runID: "run-1") { clock.now },
                progress: RunProgress(),
                logger: SandboxRun.silent,
                environment: trial.environment
            )
            .run()
        }
    }

    var environment: ClientEnvironment {
        let time = SleptTime()
        return ClientEnvironment(
            unixTime: { [clock] in Int64(clock.now) },
            elapsed: { time.now },
            sleep: { time.sleep($0) },
            random: { 0 }
        )
    }

    /// - Parameter wrap: Stands between the client and the network.
    func serve<R: Sendable>(
        wrap: @escaping (any HTTPTransport) -> any HTTPTransport = { $0 },
        _ body: (Server) async throws -> R
    ) async throws -> R {
        let configuration = SandboxConfiguration(
            accessID: "1",
            secretKey: Secret("made-up-for-tests"),
            now: { [clock] in Date(timeIntervalSince1970: Double(clock.now)) },
            faults: faults
        )
        return try await withSandbox(configuration, store: store) { address in
            let settings = ConnectionSettings(
                url: try BaseURL(address.url),
                credentials: .hmac(accessKey: Secret("1"), secretKey: Secret("made-up-for-tests"))
            )
            let transport = try NetworkTransport(settings: settings)
            let wrapped = wrap(transport)
            let makeClient: @Sendable () -> ThreatConnectClient = { [environment] in
                ThreatConnectClient(
                    settings: settings,
                    transport: wrapped,
                    environment: environment,
                    logger: SandboxRun.silent
                )
            }
            do {
                let server = Server(trial: self, url: address.url, makeClient: makeClient, client: makeClient())
                let result = try await body(server)
                try await transport.shutdown()
                return result
            } catch {
                try await transport.shutdown()
                throw error
            }
        }
    }

    /// Everything that a snapshot says, in an order that does not depend on how it was made.
    static func contents(of path: String) throws -> [String] {
        let snapshot = try Snapshot(path: path)
        try snapshot.verify()
        var lines: [String] = []
        try snapshot.forEachRecord { record in
            lines.append("\(record.owner) \(try snapshot.indicator(of: record))")
        }
        return lines.sorted()
    }
}

/// Random indicators over all kinds, some of them under several owners.
struct RandomIntelligence {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// One of few values, so that owners and edits meet.
    mutating func observable() -> Observable {
        let number = Int.random(in: 0..<12, using: &generator)
        let kind = ObservableKind.allCases.randomElement(using: &generator) ?? .host
        let text =
            switch kind {
            case .address: number % 2 == 0 ? "198.51.100.\(number)" : "2001:db8::\(number)"
            case .emailAddress: "user+\(number)@Example.com"
            case .file: Self.hash(number, 64)
            case .host: "h\(number).example.com"
            case .url: "http://Example.com/a b/\(number)?q=%2F&x=\"y\","
            case .asn: "ASN\(64_496 + number)"
            case .cidr: number % 2 == 0 ? "198.51.\(number).0/24" : "2001:db8:\(number)::/48"
            case .mutex: "Global\\Mutex \(number), \"quoted\""
            case .registryKey: "HKEY_LOCAL_MACHINE\\Software\\X\(number) : v\(number) : REG_SZ"
            case .userAgent: "Mozilla/5.0 (X; \(number)) + é"
            case .emailSubject: "Invoice \(number): 100 %"
            case .hashtag: "#tag\(number)"
            }
        return DeclaredReader(kind: kind).observable(in: text) ?? Observable(kind: kind, canonical: text)
    }

    static func hash(_ number: Int, _ length: Int) -> String {
        String(repeating: String(format: "%08X", (number + 1) &* 2_654_435_761 & 0xFFFF_FFFF), count: length / 8)
    }

    mutating func indicator(date: String) -> NewIndicator {
        let owner = SnapshotTrial.owners.randomElement(using: &generator)
        var new = NewIndicator(observable(), owner: owner)
        if new.kind == .file { new.values = hashes(new.values) }
        if Bool.random(using: &generator) { new.rating = Double(Int.random(in: 0...10, using: &generator)) / 2 }
        if Bool.random(using: &generator) { new.confidence = Int.random(in: 0...100, using: &generator) }
        new.active = Int.random(in: 0..<4, using: &generator) > 0
        (new.dateAdded, new.lastModified) = (date, date)
        new.tags = (0..<Int.random(in: 0...2, using: &generator)).map { "Tag \($0), x" }
        if Int.random(in: 0..<3, using: &generator) == 0 {
            new.attributes = [NewAttribute(type: "Description", value: "A \"bad\" one;\nreally", displayed: true)]
        }
        new.falsePositiveCount = Int.random(in: 0...2, using: &generator)
        new.observationCount = Int.random(in: 0...2, using: &generator)
        return new
    }

    /// A file has all three hashes, or the longest alone: which one depends on the file, so that copies do not contradict each other.
    private func hashes(_ values: [String?]) -> [String?] {
        let number = (0..<12).first { Self.hash($0, 64) == values[2] } ?? 0
        return number % 2 == 0 ? values : [Self.hash(number, 32), Self.hash(number, 40), values[2]]
    }
}
