import Foundation
import Logging
import Pipeline
import PipelineFile
import State
import Synchronization

/// A run with what is kept of it: the state file is held while it works, and a stop says how to go on.
struct KeptRun: Sendable {
    let pipeline: PipelineOptions
    let cache: CacheOptions
    let messages: MessageOptions
    /// What the run goes on with; asked when the state file is held.
    let session: @Sendable (PipelineSpecification, RunHistory?, Logger) throws -> RunSession?

    init(
        pipeline: PipelineOptions,
        cache: CacheOptions,
        messages: MessageOptions,
        session: @escaping @Sendable (PipelineSpecification, RunHistory?, Logger) throws -> RunSession?
    ) {
        self.pipeline = pipeline
        self.cache = cache
        self.messages = messages
        self.session = session
    }

    func execute() async throws {
        let advice = AdviceBox()
        let result = try await messages.concluding(
            interruption: { "nothing was written under its final name" },
            advice: { advice.text }
        ) {
            try await run(messages.logger(), advice)
        }
        if let result { try conclude(result) }
    }

    private func run(_ log: Logger, _ advice: AdviceBox) async throws -> RunResult {
        try await pipeline.withSpecification(messages, log) { specification in
            // Opened first: a state file that cannot be used is better known before the run than after it.
            let history = try specification.stateFile.map(RunHistory.init(file:))
            let hold = try history?.hold(as: "a run of the pipeline '\(specification.name)'")
            defer { withExtendedLifetime(hold) {} }
            let session = try self.session(specification, history, log)
            if let session { try history?.begin(session) }
            let startedAt = Date()
            do {
                let kept = KeptState(
                    ledger: history?.ledger,
                    session: session,
                    cache: history.flatMap { cache.cache($0.store) }
                )
                let result = try await pipeline.execute(specification, with: kept, messages, log) {
                    try await $0.run()
                }
                try history?.record(result, pipelineFile: pipeline.file, exitStatus: Int(result.exitStatus.rawValue))
                messages.summarize(result, elapsed: Date().timeIntervalSince(startedAt))
                return result
            } catch {
                if let session { advice.text = Self.advice(session) }
                throw error
            }
        }
    }

    private func conclude(_ result: RunResult) throws {
        if messages.quiet || messages.logFormat == .json {
            for problem in result.exceeded + [result.writeBack?.stopped].compactMap({ $0 }) {
                messages.logger().error("\(problem)")
            }
        }
        if result.exitStatus != ExitStatus.complete { throw result.exitStatus }
    }

    /// nil when nothing was begun.
    private static func advice(_ session: RunSession) -> String? {
        guard let record = session.kept else { return nil }
        var arguments = ["tcenrich"] + CommandLine.arguments.dropFirst()
        if record.standing == .unfinished, !arguments.contains("--resume") { arguments.append("--resume") }
        return
            "\(record.records) records are done and kept; go on with: \(arguments.map(\.shellQuoted).joined(separator: " "))"
    }
}

private final class AdviceBox: Sendable {
    private let content = Mutex<String?>(nil)

    var text: String? {
        get { content.withLock { $0 } }
        set { content.withLock { $0 = newValue } }
    }
}

extension String {
    /// As a POSIX shell reads it back.
    fileprivate var shellQuoted: String {
        let isPlain =
            !isEmpty
            && utf8.allSatisfy { byte in
                let scalar = UnicodeScalar(byte)
                return ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || "-_./:=@%+,".unicodeScalars.contains(scalar)
            }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
