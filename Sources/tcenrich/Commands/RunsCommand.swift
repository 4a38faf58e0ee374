import ArgumentParser
import Foundation
import Pipeline

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the runs kept in a state file, newest first."
    )

    @Argument(help: "State file, as named by 'state' in the pipeline file.", completion: .file())
    var file: String

    @Option(help: "How many at most.")
    var limit = 20

    @OptionGroup var messages: MessageOptions

    func run() throws {
        do {
            // Opening would create it.
            guard FileManager.default.fileExists(atPath: file) else {
                throw ValidationError("there is no file '\(file)'")
            }
            for line in try RunHistory(file: file).lines(limit: limit) { print(line) }
        } catch {
            messages.logger().error("\(error)")
            throw ExitStatus.broken
        }
    }
}
