import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile
import State

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a run would ask and write, and write nothing.",
        discussion: """
            Reads the input and counts: values by kind, what is skipped and why, what the cache knows, and the calls that each strategy would take. For a \
            pipeline file with write_back, asks ThreatConnect as a run does and goes on with every indicator: what is now, and what would be then. \
            For any other, asks for no intelligence. Makes no file and sends no write, whatever write_back.mode says.
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Flag(help: "JSON instead of text: one object with the counts, then one per write.")
    var json = false

    @Option(
        help: ArgumentHelp(
            "Calls that ThreatConnect takes, to show how long they last at least; without it, rate_limit of the pipeline file.",
            valueName: "20/s"
        )
    )
    var rateLimit: CallRate?

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        let status = try await messages.concluding(interruption: { "nothing was written" }) { [self] in
            try await pipeline.withSpecification(messages, log) { specification in
                specification.writeBack == nil
                    ? try await showCalls(specification, log) : try await showWrites(specification, log)
            }
        }
        if let status, status != ExitStatus.complete { throw status }
    }

    private func showCalls(_ specification: PipelineSpecification, _ log: Logger) async throws -> ExitCode {
        let kept = KeptState(cache: try AnswerCache(existing: specification.stateFile))
        let plan = try await pipeline.execute(specification, with: kept, messages, log) { try await $0.count() }
        try show(plan, specification)
        return ExitStatus.complete
    }

    private func showWrites(_ specification: PipelineSpecification, _ log: Logger) async throws -> ExitCode {
        let kept = KeptState(
            ledger: try ledger(specification),
            cache: try AnswerCache(existing: specification.stateFile)
        )
        var (result, calls) = try await pipeline.execute(specification, with: kept, messages, log) {
            try await $0.planWrites()
        }
        result.written = []
        try show(calls, specification)
        try show(result, specification)
        return result.exitStatus
    }

    private func show(_ plan: CallPlan, _ specification: PipelineSpecification) throws {
        let text = CallPlanText(plan, rate: rateLimit ?? specification.threatConnect.rateLimit)
        let separator = plan.isBesideWrites ? [""] : []
        try StandardOutput.write(json ? [text.json()] : text.lines + separator)
    }

    /// An interrupted write-back may be in it. Opening would make a file that is not there.
    private func ledger(_ specification: PipelineSpecification) throws -> (any Ledger)? {
        guard let file = specification.stateFile, FileManager.default.fileExists(atPath: file) else { return nil }
        return try RunHistory(file: file).ledger
    }

    private func show(_ result: RunResult, _ specification: PipelineSpecification) throws {
        guard let writeBack = result.writeBack, let section = specification.writeBack else { return }
        let lines = json ? try PlanJSON(writeBack).lines : PlanText(writeBack, maxWrites: section.maxWrites).lines
        try StandardOutput.write(lines)
        messages.summarize(result, elapsed: nil)
    }
}

extension CallRate: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
