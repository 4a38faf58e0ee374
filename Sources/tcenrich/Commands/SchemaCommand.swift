import ArgumentParser
import PipelineFile

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of pipeline files, for editors."
    )

    func run() throws {
        print(PipelineSpecification.jsonSchema())
    }
}
