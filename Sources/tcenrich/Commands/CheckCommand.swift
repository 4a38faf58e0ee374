import ArgumentParser
import Foundation
import Pipeline
import PipelineFile

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check pipeline files without reading input or asking ThreatConnect."
    )

    @Argument(help: "Pipeline files.", completion: .file(extensions: ["yaml", "yml"]))
    var files: [String]

    @OptionGroup var messages: MessageOptions

    func run() async throws {
        var failed = false
        for file in files {
            do {
                let specification = try PipelineLoader.load(file, environment: ProcessInfo.processInfo.environment)
                messages.show(specification.warnings)
                messages.logger().notice("\(file): ok")
            } catch let errors as PipelineFileErrors {
                failed = true
                messages.show(errors)
            }
        }
        if failed { throw ExitStatus.broken }
    }
}
