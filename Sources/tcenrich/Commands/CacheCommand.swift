import ArgumentParser
import Foundation
import Pipeline
import PipelineFile
import State

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache",
        abstract: "Look after the answers that a state file keeps for later runs.",
        subcommands: [CacheStatsCommand.self, CachePruneCommand.self, CacheClearCommand.self]
    )
}

/// The state file, named directly or by a pipeline file.
struct StateFileOptions: ParsableArguments {
    @Option(help: "State file, as named by 'state' in the pipeline file.", completion: .file())
    var state: String?

    @Option(help: "Pipeline file that names the state file.", completion: .file(extensions: ["yaml", "yml"]))
    var pipeline: String?

    func validate() throws {
        if (state == nil) == (pipeline == nil) { throw ValidationError("give either --state or --pipeline") }
    }

    /// Runs `body` on the cache; what goes wrong is told and becomes the exit status.
    func withCache(_ messages: MessageOptions, _ body: (CacheReport) throws -> Void) throws {
        do {
            try body(try CacheReport(file: try file()))
        } catch let errors as PipelineFileErrors {
            messages.show(errors)
            throw ExitStatus.broken
        } catch {
            messages.logger().error("\(error)")
            throw ExitStatus.broken
        }
    }

    private func file() throws -> String {
        guard let pipeline else { return state ?? "" }
        let specification = try PipelineLoader.load(pipeline, environment: ProcessInfo.processInfo.environment)
        guard let file = specification.stateFile else { throw NoStateFile(pipeline: pipeline) }
        return file
    }
}

private struct NoStateFile: Error, CustomStringConvertible {
    let pipeline: String
    var description: String { "\(pipeline) names no state file; add 'state: {file: tcenrich.sqlite}'" }
}

private var currentTime: Int { Int(Date().timeIntervalSince1970) }

struct CacheStatsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count cached answers by kind and state."
    )

    @OptionGroup var file: StateFileOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
        try file.withCache(messages) { cache in
            let statistics = try cache.statistics(now: currentTime)
            try StandardOutput.write(statistics.lines)
            messages.logger().notice("\(statistics.total)")
        }
    }
}

struct CachePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Drop cached answers whose time is over, as the pipeline that kept them said."
    )

    @OptionGroup var file: StateFileOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
        try file.withCache(messages) { cache in
            let dropped = try cache.prune(now: currentTime)
            messages.logger().notice("dropped \(Quantity.grouped(dropped, "expired answer"))")
        }
    }
}

struct CacheClearCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Drop all cached answers. Run history and ledger stay."
    )

    @OptionGroup var file: StateFileOptions
    @OptionGroup var messages: MessageOptions

    func run() throws {
        try file.withCache(messages) { cache in
            let dropped = try cache.clear()
            messages.logger().notice("dropped \(Quantity.grouped(dropped, "answer"))")
        }
    }
}
