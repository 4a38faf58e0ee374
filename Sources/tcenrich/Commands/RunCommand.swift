import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a pipeline file: read, enrich, write, report."
    )

    @OptionGroup var pipeline: PipelineOptions

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        let result = try await messages.concluding(interruption: "nothing was written under its final name") { [self] in
            try await execute(log)
        }
        if let result { try conclude(result) }
    }

    private func execute(_ log: Logger) async throws -> RunResult {
        try await pipeline.withSpecification(messages, log) { specification in
            // Opened first: a state file that cannot be used is better known before the run than after it.
            let history = try specification.stateFile.map(RunHistory.init(file:))
            let startedAt = Date()
            let result = try await pipeline.execute(specification, ledger: history?.ledger, messages, log)
            try history?.record(result, pipelineFile: pipeline.file, exitStatus: Int(result.exitStatus.rawValue))
            messages.summarize(result, elapsed: Date().timeIntervalSince(startedAt))
            return result
        }
    }

    private func conclude(_ result: RunResult) throws {
        if messages.quiet || messages.logFormat == .json {
            for problem in result.exceeded + [result.inputError, result.writeBack?.stopped].compactMap({ $0 }) {
                messages.logger().error("\(problem)")
            }
        }
        if result.exitStatus != ExitStatus.complete { throw result.exitStatus }
    }
}

extension RunResult {
    var exitStatus: ExitCode {
        if inputError != nil || !exceeded.isEmpty || writeBack?.stopped != nil { return ExitStatus.broken }
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
        if let writeBack {
            fields["write_back_mode"] = "\(writeBack.mode.rawValue)"
            fields["write_back_run"] = "\(writeBack.run)"
            fields["writes_planned"] = "\(writeBack.plan.writes)"
            fields["writes_done"] = "\(writeBack.done)"
            fields["writes_failed"] = "\(writeBack.failed.count)"
        }
        return fields
    }
}
