import Foundation
package import PipelineFile

/// Reads pipeline files from disk.
package enum PipelineLoader {
    /// - Parameter environment: Where `${NAME}` looks.
    /// - Throws: `PipelineFileErrors` with every problem of the file.
    package static func load(_ path: String, environment: [String: String]) throws -> PipelineSpecification {
        try PipelineSpecification.load(path: path, environment: environment) { path in
            do {
                // Also from a pipe, as a shell gives it for `<(…)`.
                let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
                return [UInt8](try file.readToEnd() ?? Data())
            } catch {
                throw UnreadableFile(cause: error.localizedDescription)
            }
        }
    }
}

/// Foundation's error in the words it has for people.
private struct UnreadableFile: Error, CustomStringConvertible {
    let cause: String
    var description: String { cause }
}
