/// Why an input cannot be read, or not further.
package struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        case noMatch = "no_match"
        case notFound = "not_found"
        case notReadable = "not_readable"
        case isDirectory = "is_directory"
        case readFailed = "read_failed"
        /// Compressed data that end too early.
        case truncated
        /// Compressed data that contradict themselves.
        case damaged
        case unsupportedCompression = "unsupported_compression"
        case unsupportedEncoding = "unsupported_encoding"
        case unsupportedFormat = "unsupported_format"
        case badHeader = "bad_header"
        /// The inputs of one run do not have the same columns.
        case headerDiffers = "header_differs"
    }

    package let code: Code
    /// Path, pattern, or `standard input`.
    package let input: String
    /// What was found, and what to do.
    package let detail: String

    package init(_ code: Code, input: String, _ detail: String) {
        self.code = code
        self.input = input
        self.detail = detail
    }

    package var description: String { "\(input): \(detail)" }
}
