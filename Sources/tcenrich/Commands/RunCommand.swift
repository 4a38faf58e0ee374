import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile
import Sandbox

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline file: read, enrich, write, report."
    )

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

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        do {
            let result = try await Signals.cancelling { [self] in try await execute(log) }
            try conclude(result)
        } catch let exit as ExitCode {
            throw exit
        } catch {
            if let interrupted = Signals.exitStatus {
                log.error("interrupted: nothing was written under its final name")
                throw interrupted
            }
            if ErrorText.isClosedPipe(error) { return }
            ErrorText(error).show(messages)
            throw ExitStatus.broken
        }
    }

    private func execute(_ log: Logger) async throws -> RunResult {
        let environment = ProcessInfo.processInfo.environment
        guard !sandbox.isEmpty else { return try await execute(environment, log) }
        let silent = Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() }
        return try await SandboxSession.with(data: sandbox, logger: silent) { session in
            log.notice("asking a local ThreatConnect server", metadata: ["indicators": "\(session.indicators)"])
            if session.indicators == 0 { log.warning("no file given with --sandbox holds an indicator") }
            return try await execute(environment.merging(session.environment) { $1 }, log)
        }
    }

    private func execute(_ environment: [String: String], _ log: Logger) async throws -> RunResult {
        let specification = try PipelineLoader.load(file, environment: environment)
        messages.show(specification.warnings)
        // Opened first: a state file that cannot be used is better known before the run than after it.
        let history = try specification.stateFile.map(RunHistory.init(file:))
        let progress = RunProgress()
        let runner = Runner(specification: specification, context: context(), progress: progress, logger: log)
        let watch = RunWatch(progress: progress, terminal: messages.terminal, isShown: messages.showsProgress)
        let startedAt = Date()
        let result = try await watch.during { try await runner.run() }
        try history?.record(result, pipelineFile: file, exitStatus: Int(result.exitStatus.rawValue))
        summarize(result, elapsed: Date().timeIntervalSince(startedAt), log)
        return result
    }

    private func context() -> RunContext {
        let fixed = asOf?.seconds
        let startedAt = Int(Date().timeIntervalSince1970)
        return RunContext(runID: RunID.make(startedAt)) { fixed ?? Int(Date().timeIntervalSince1970) }
    }

    private func summarize(_ result: RunResult, elapsed: Double, _ log: Logger) {
        if messages.logFormat == .json {
            log.notice("run finished", metadata: result.logFields)
        } else if !messages.quiet {
            let summary = SummaryText(result: result, elapsed: elapsed, terminal: messages.terminal)
            for line in summary.lines { messages.terminal.write(line) }
        }
    }

    private func conclude(_ result: RunResult) throws {
        if messages.quiet || messages.logFormat == .json {
            for problem in result.exceeded + [result.inputError].compactMap({ $0 }) {
                messages.logger().error("\(problem)")
            }
        }
        if result.exitStatus != ExitStatus.complete { throw result.exitStatus }
    }
}

/// `--as-of`: an instant in UTC.
struct Instant: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        guard let seconds = UTC.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}

extension RunResult {
    var exitStatus: ExitCode {
        if inputError != nil || !exceeded.isEmpty { return ExitStatus.broken }
        return isClean ? ExitStatus.complete : ExitStatus.incomplete
    }

    /// The summary for machines.
    var logFields: Logger.Metadata {
        let records = manifest.records
        let observables = manifest.observables
        let counts = [
            ("records_read", records.read), ("records_rejected", records.rejectedTotal),
            ("records_with_hit", records.withHit), ("distinct_observables", observables.distinct),
            ("distinct_asked", observables.asked), ("distinct_hit", observables.hit),
            ("distinct_absent", observables.absent), ("distinct_failed", observables.failed),
            ("distinct_skipped", observables.skippedTotal), ("requests", manifest.requests),
        ]
        var fields: Logger.Metadata = ["run": "\(manifest.runID)", "name": "\(manifest.name)"]
        for (name, count) in counts { fields[name] = "\(count)" }
        fields["written"] = "\(written.joined(separator: ", "))"
        return fields
    }
}
