import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile

struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Restore what a run replaced in ThreatConnect.",
        discussion: """
            Takes the writes of the run back, the latest first, from the ledger in the state file. What somebody has changed since stays, and what the \
            API cannot restore is told: a rating where there was none, a reported false positive. May be repeated.
            """
    )

    @Argument(help: "The run's id, as `run` and `runs` print it.")
    var runID: String

    @Option(
        name: .customLong("pipeline"),
        help: "Pipeline file of the run: names the instance and the state file.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String

    @Flag(help: "Show what would be restored, and send nothing.")
    var dryRun = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let outcomes = try await messages.concluding(
            interruption: { "what was restored until now is marked; repeat the command to go on" }
        ) { [self] in
            let specification = try PipelineLoader.load(file, environment: ProcessInfo.processInfo.environment)
            messages.show(specification.warnings)
            let undo = UndoRun(specification: specification, logger: messages.logger())
            let outcomes = try await undo.execute(run: runID, isTrial: dryRun)
            try StandardOutput.write(UndoText(outcomes).lines)
            return outcomes
        }
        let isComplete = outcomes?.allSatisfy(\.isComplete) ?? true
        if !isComplete { throw ExitStatus.incomplete }
    }
}
