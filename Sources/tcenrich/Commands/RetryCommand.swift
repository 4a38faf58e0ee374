import ArgumentParser
import Pipeline

struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Ask again what failed in a run, and complete its outputs.",
        discussion: """
            Reads the same input, takes every answer that the run was given, and asks ThreatConnect only about the values whose look-up failed. Outputs and \
            reports are replaced as a whole, with the new answers at their places. A run can be retried for seven days, with the pipeline file and \
            the input as they were.
            """
    )

    @Argument(help: "The run's id, as `run` and `runs` print it.")
    var runID: String

    @Option(
        name: .customLong("pipeline"),
        help: "Pipeline file of the run.",
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Ask a local ThreatConnect server that holds the indicators of these files instead of a real instance.",
            valueName: "data"
        ),
        completion: .file()
    )
    var sandbox: [String] = []

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let arguments = [file] + (sandbox.isEmpty ? [] : ["--sandbox"] + sandbox)
        let runID = runID
        let pipeline = try PipelineOptions.parse(arguments)
        // What failed is not in the cache, unless another run has learned it since.
        try await KeptRun(pipeline: pipeline, cache: try CacheOptions.parse([]), messages: messages) {
            specification,
            history,
            log in
            guard let history else { throw ResumeError.noStateFile }
            return try SessionOpener(specification: specification, journal: history.journal, logger: log).retry(runID)
        }
        .execute()
    }
}
