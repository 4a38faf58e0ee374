/// Turns the plain bytes of an output into those that are stored.
///
/// One task at a time.
protocol OutputEncoder: AnyObject {
    /// Passes on what is ready. Nothing can be encoded after `isEnd`.
    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError)
}

/// Stores the bytes as they are.
final class PlainEncoder: OutputEncoder {
    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError) {
        try write(bytes)
    }
}

extension OutputCompression {
    func makeEncoder(target: String) throws(OutputError) -> any OutputEncoder {
        switch self {
        case .none: PlainEncoder()
        case .gzip: try GzipEncoder(target: target)
        case .zstd: try ZstdEncoder(target: target)
        }
    }
}
