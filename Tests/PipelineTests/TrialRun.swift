import Observables
import Pipeline
import PipelineFile
import TestSupport

/// Runs a pipeline in a folder of its own, with scripted answers.
struct TrialRun {
    let folder: TemporaryFolder
    let source: ScriptedAnswers
    var cores = 2
    var chunkBytes = 256 << 10
    var seed: UInt64 = 1

    init(_ answers: [String: Answer] = [:]) throws {
        folder = try TemporaryFolder()
        source = ScriptedAnswers(answers)
    }

    /// - Parameter pipeline: The sections after `threatconnect`; `DIR` stands for the folder.
    func run(_ pipeline: String) async throws -> RunResult {
        let text = """
            version: 1
            name: trial
            threatconnect: {url: "http://127.0.0.1:1", access_key: a, secret_key: b}

            """ + pipeline.replacing("DIR", with: folder.url.path)
        let specification = try PipelineSpecification.parse(
            bytes: Array(text.utf8),
            file: "trial.yaml",
            environment: [:],
            readFile: { _ in [] }
        )
        let run = try await PipelineRun(
            specification: specification,
            source: source,
            context: RunContext(
                runID: "run-1",
                hashSeed: seed,
                cores: cores,
                chunkBytes: chunkBytes,
                now: { 1_772_409_600 }
            ),
            progress: RunProgress(),
            requests: { 0 }
        )
        return try await run.execute()
    }
}
