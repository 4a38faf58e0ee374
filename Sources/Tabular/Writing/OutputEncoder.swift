/// Turns the plain bytes of an output into those that are stored.
///
/// One task at a time.
protocol OutputEncoder: AnyObject {
    /// Plain bytes after which a frame (a member, in gzip's words) ends and another begins: what is before can be kept when the process ends.
    var frameBytes: Int { get }

    /// Passes on what is ready; `isEnd` ends the frame.
    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError)
}

/// Stores the bytes as they are.
final class PlainEncoder: OutputEncoder {
    let frameBytes = 1

    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError) {
        try write(bytes)
    }
}

extension OutputCompression {
    /// Costs well below a thousandth in size.
    static let frameBytes = 8 << 20

    func makeEncoder(target: String) throws(OutputError) -> any OutputEncoder {
        switch self {
        case .none: PlainEncoder()
        case .gzip: try GzipEncoder(target: target)
        case .zstd: try ZstdEncoder(target: target)
        }
    }
}
