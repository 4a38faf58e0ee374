import ArgumentParser
import Foundation
import Logging
import Pipeline
import PipelineFile
import State
import ThreatConnect

struct SnapshotUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Fetch the indicators of the pipeline file's owners: all the first time, then what has changed.",
        discussion: """
            An interrupted update goes on where it was. The snapshot before stays in place until the new one is complete and has as many \
            indicators as ThreatConnect counts. Changed tags and attributes alone do not make an indicator modified: --full sees them.
            """
    )

    @OptionGroup var pipeline: PipelineOptions

    @Flag(help: "Fetch everything, not only changes.")
    var full = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        let log = messages.logger()
        _ = try await messages.concluding(
            interruption: { "the snapshot before is as it was; the pages fetched are kept for the next update" }
        ) { [self] in
            try await pipeline.withSpecification(messages, log) { specification in
                try show(try await update(specification, log))
            }
        }
    }

    private func update(_ specification: PipelineSpecification, _ log: Logger) async throws -> SnapshotUpdateResult {
        let settings = try ConnectionSettings(specification.threatConnect)
        let quota = try StateQuota(specification, settings)
        let transport = try NetworkTransport(settings: settings)
        let client = ThreatConnectClient(settings: settings, transport: transport, logger: log, quota: quota)
        do {
            let update = try SnapshotUpdate(
                specification: specification,
                client: client,
                logger: log,
                now: { Int(Date().timeIntervalSince1970) }
            )
            let result = try await update.run(isFull: full)
            try await transport.shutdown()
            return result
        } catch {
            try await transport.shutdown()
            throw error
        }
    }

    private func show(_ result: SnapshotUpdateResult) throws {
        guard !messages.quiet else { return }
        let what =
            result.isFull
            ? "everything fetched"
            : "\(Quantity.grouped(result.changed)) changed, \(Quantity.grouped(result.deleted)) deleted"
        let reused = result.reusedPages == 0 ? "" : ", \(result.reusedPages) pages of an interrupted update used"
        try StandardOutput.write(["\(result.file): \(what)\(reused)"])
        try StandardOutput.write(SnapshotText(result.description, size: result.size, now: Date()).lines)
    }
}
