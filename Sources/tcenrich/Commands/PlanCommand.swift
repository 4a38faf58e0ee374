import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile
import State

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run would write to ThreatConnect, and write nothing.",
        discussion: """
            Reads the input, asks ThreatConnect as a run does, and prints for every indicator what is now and what would be then. \
            Makes no file and sends no write, whatever write_back.mode says.
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Flag(help: "One JSON object per write instead of text.")
    var json = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        let result = try await messages.concluding(interruption: { "nothing was written" }) { [self] in
            try await pipeline.withSpecification(messages, log) { specification in
                let planned = try specification.forPlanning()
                var result = try await pipeline.execute(planned, ledger: try ledger(specification), messages, log)
                result.written = []
                try show(result, specification)
                return result
            }
        }
        if let result, result.exitStatus != ExitStatus.complete { throw result.exitStatus }
    }

    /// An interrupted write-back may be in it. Opening would make a file that is not there.
    private func ledger(_ specification: PipelineSpecification) throws -> (any Ledger)? {
        guard let file = specification.stateFile, FileManager.default.fileExists(atPath: file) else { return nil }
        return try RunHistory(file: file).ledger
    }

    private func show(_ result: RunResult, _ specification: PipelineSpecification) throws {
        guard let writeBack = result.writeBack, let section = specification.writeBack else {
            messages.logger().notice("the pipeline file has no write_back: a run writes nothing to ThreatConnect")
            return messages.summarize(result, elapsed: nil)
        }
        let lines = json ? try PlanJSON(writeBack).lines : PlanText(writeBack, maxWrites: section.maxWrites).lines
        try StandardOutput.write(lines)
        messages.summarize(result, elapsed: nil)
    }
}
