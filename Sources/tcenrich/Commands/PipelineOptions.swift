import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile
import State

/// The pipeline file of a command and what it runs against.
struct PipelineOptions: ParsableArguments {
    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
    var file: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Ask a local ThreatConnect server that holds the indicators of these files instead of a real instance.",
            discussion: "It sets TC_URL, TC_ACCESS_KEY and TC_SECRET_KEY for the pipeline file.",
            valueName: "data"
        ),
        completion: .file()
    )
    var sandbox: [String] = []

    @Option(
        help: ArgumentHelp(
            "Fix the time of the run, so that the same input gives the same bytes.",
            valueName: "2026-01-31T00:00:00Z"
        )
    )
    var asOf: Instant?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Values to look up instead of those of 'read.values' in the pipeline file; '--' ends them.",
            valueName: "value"
        )
    )
    var value: [String] = []

    /// Loads the pipeline file, with a local server beside it where one is wanted.
    func withSpecification<R: Sendable>(
        _ messages: MessageOptions,
        _ log: Logger,
        _ body: (PipelineSpecification) async throws -> R
    ) async throws -> R {
        let environment = ProcessInfo.processInfo.environment
        guard !sandbox.isEmpty else { return try await body(load(environment, messages)) }
        let silent = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        return try await SandboxSession.with(data: sandbox, logger: silent) { session in
            log.notice("asking a local ThreatConnect server", metadata: ["indicators": "\(session.indicators)"])
            if session.indicators == 0 { log.warning("no file given with --sandbox holds an indicator") }
            return try await body(load(environment.merging(session.environment) { $1 }, messages))
        }
    }

    private func load(_ environment: [String: String], _ messages: MessageOptions) throws -> PipelineSpecification {
        var specification = try PipelineLoader.load(file, environment: environment)
        // Its port is another one each time.
        if !sandbox.isEmpty { specification.fingerprints["threatconnect"] = "sandbox" }
        messages.show(specification.warnings)
        guard !value.isEmpty else { return specification }
        guard case .values = specification.read.input else { throw MisplacedValues(file: file) }
        specification.read.input = .values(value)
        return specification
    }

    /// Lets a runner work, with a progress line for people who are looking.
    func execute<R: Sendable>(
        _ specification: PipelineSpecification,
        with kept: KeptState,
        _ messages: MessageOptions,
        _ log: Logger,
        _ work: (Runner) async throws -> R
    ) async throws -> R {
        let progress = RunProgress()
        let runner = Runner(
            specification: specification,
            context: context(kept.session),
            progress: progress,
            logger: log,
            ledger: kept.ledger,
            session: kept.session,
            cache: kept.cache
        )
        let watch = RunWatch(progress: progress, terminal: messages.terminal, isShown: messages.showsProgress)
        return try await watch.during { try await work(runner) }
    }

    /// A continued run keeps the interrupted one's id and times.
    private func context(_ session: RunSession?) -> RunContext {
        let fixed = session.map(\.record.fixedTime) ?? asOf?.seconds
        let time: @Sendable () -> Int = { fixed ?? Int(Date().timeIntervalSince1970) }
        guard let record = session?.record else {
            return RunContext(runID: RunID.make(Int(Date().timeIntervalSince1970)), now: time)
        }
        return RunContext(runID: record.run, startedAt: record.startedAt, now: time)
    }
}

/// What a command uses of a state file.
struct KeptState: Sendable {
    var ledger: (any Ledger)?
    var session: RunSession?
    var cache: AnswerCache?
}

/// `--as-of`: an instant in UTC.
struct Instant: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let seconds = UTC.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}

/// `--value` beside another source of records.
private struct MisplacedValues: Error, CustomStringConvertible {
    let file: String
    var description: String { "--value needs a pipeline file with 'read: {values: []}'; \(file) reads something else" }
}
