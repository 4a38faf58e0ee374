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

    func run() async throws {
        let terminal = Terminal.standardError
        var failed = false
        for file in files {
            do {
                let specification = try PipelineLoader.load(file, environment: ProcessInfo.processInfo.environment)
                for warning in specification.warnings { terminal.write(warning.rendered(colour: terminal.usesColour)) }
                terminal.write("\(file): ok")
            } catch let errors as PipelineFileErrors {
                failed = true
                terminal.write(errors.rendered(colour: terminal.usesColour))
            }
        }
        if failed { throw ExitStatus.broken }
    }
}
