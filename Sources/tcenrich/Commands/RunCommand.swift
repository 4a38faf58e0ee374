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

    @Flag(
        help: """
            Go on with the interrupted run of this pipeline file over the same input, where there is one; otherwise begin a new one.
            """
    )
    var resume = false

    @OptionGroup var cache: CacheOptions

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        try await KeptRun(pipeline: pipeline, cache: cache, messages: messages) { specification, history, log in
            guard let history else {
                if resume {
                    log.warning(
                        "--resume needs a state file: add 'state: {file: tcenrich.sqlite}' to the pipeline file"
                    )
                }
                return nil
            }
            let startedAt = Int(Date().timeIntervalSince1970)
            let opener = SessionOpener(specification: specification, journal: history.journal, logger: log)
            let new = RunStart(
                run: RunID.make(startedAt),
                pipelineFile: pipeline.file,
                startedAt: pipeline.asOf?.seconds ?? startedAt,
                fixedTime: pipeline.asOf?.seconds
            )
            return try opener.open(new, resuming: resume)
        }
        .execute()
    }
}

extension RunResult {
    var exitStatus: ExitCode {
        if !exceeded.isEmpty || writeBack?.stopped != nil { return ExitStatus.broken }
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
            ("distinct_skipped", observables.skippedTotal), ("distinct_from_cache", observables.cached),
            ("requests", manifest.requests),
        ]
        var fields: Logger.Metadata = ["run": "\(manifest.runID)", "name": "\(manifest.name)"]
        for (name, count) in counts { fields[name] = "\(count)" }
        fields["written"] = "\(written.joined(separator: ", "))"
        if let writeBack {
            fields["write_back_mode"] = "\(writeBack.mode.rawValue)"
            fields["write_back_run"] = "\(writeBack.run)"
            fields["writes_planned"] = "\(writeBack.planned)"
            fields["writes_done"] = "\(writeBack.done)"
            fields["writes_failed"] = "\(writeBack.failed.count)"
        }
        return fields
    }
}
