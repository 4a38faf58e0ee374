import ArgumentParser
import Foundation
import Pipeline
import State

struct SnapshotInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show what a snapshot holds and how old it is."
    )

    @Argument(help: "Snapshot file.", completion: .file())
    var file: String

    @Flag(help: "Look at every byte.")
    var verify = false

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        _ = try await messages.concluding(interruption: { "nothing was changed" }) { [self] in
            let snapshot = try Snapshot(path: file)
            if verify { try snapshot.verify() }
            try StandardOutput.write(SnapshotText(snapshot.description, size: snapshot.size, now: Date()).lines)
        }
    }
}
