extension PipelineSpecification {
    /// A pipeline file may have this many bytes.
    package static let maxFileBytes = 1 << 20

    /// Reads and checks a pipeline file. Opens nothing but the file and what `${file:…}` names.
    ///
    /// - Parameters:
    ///   - environment: Where `${NAME}` looks.
    ///   - readFile: Returns a file's bytes.
    package static func load(
        path: String,
        environment: [String: String],
        readFile: (String) throws -> [UInt8]
    ) throws(PipelineFileErrors) -> PipelineSpecification {
        let bytes: [UInt8]
        do { bytes = try readFile(path) } catch {
            let source = SourceText(file: path, text: "")
            throw PipelineFileErrors([source.problem("cannot be read: \(error)", at: .start)])
        }
        return try parse(bytes: bytes, file: path, environment: environment, readFile: readFile)
    }
}

extension PipelineSpecification {
    /// Checks the text of a pipeline file.
    ///
    /// - Parameter file: Its name, for messages and as the pipeline's name where the text gives none.
    package static func parse(
        text: String,
        file: String,
        environment: [String: String] = [:],
        readFile: (String) throws -> [UInt8] = { throw FileAccessDenied(path: $0) }
    ) throws(PipelineFileErrors) -> PipelineSpecification {
        try parse(bytes: Array(text.utf8), file: file, environment: environment, readFile: readFile)
    }

    /// Checks the bytes of a pipeline file.
    package static func parse(
        bytes: [UInt8],
        file: String,
        environment: [String: String],
        readFile: (String) throws -> [UInt8]
    ) throws(PipelineFileErrors) -> PipelineSpecification {
        do {
            return try withoutActuallyEscaping(readFile) { readFile in
                let replacement = Replacement(environment: environment, readFile: readFile)
                return try PipelineReading(bytes: bytes, file: file, replacement: replacement).specification()
            }
        } catch let errors as PipelineFileErrors {
            throw errors
        } catch {
            throw PipelineFileErrors([SourceText(file: file, text: "").problem("\(error)", at: .start)])
        }
    }
}

/// `${file:…}` where no file may be read.
package struct FileAccessDenied: Error, CustomStringConvertible {
    package let path: String
    package var description: String { "files are not read here" }
}
