import Foundation
package import PipelineFile

/// Reads pipeline files from disk.
package enum PipelineLoader {
    /// - Parameter environment: Where `${NAME}` looks.
    /// - Throws: `PipelineFileErrors` with every problem of the file.
    package static func load(_ path: String, environment: [String: String]) throws -> PipelineSpecification {
        try PipelineSpecification.load(path: path, environment: environment) { path in
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }
}
