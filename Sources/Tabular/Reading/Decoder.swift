import Foundation

/// Decompresses a stream piecewise. Owned by one task.
protocol StreamDecoder: AnyObject {
    /// Consumes from `input` and fills `output` as far as either goes.
    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DecodingFailure) -> (consumed: Int, produced: Int)

    /// Whether the compressed data may end after what was consumed.
    var mayEnd: Bool { get }
}

/// Compressed data that cannot be decoded further; the text is the library's.
struct DecodingFailure: Error { let cause: String }

/// What the first bytes of an input say about it. Suffixes of names are never asked.
enum Compression: Equatable {
    case none
    case gzip
    case zstd
    /// Recognised, but not read; the tool that unpacks it.
    case foreign(name: String, tool: String)

    static let magicBytes = 6

    /// - Parameter head: The first ``magicBytes`` of the input, or all of a shorter one.
    init(head: [UInt8]) {
        switch head {
        case _ where head.starts(with: [0x1F, 0x8B]): self = .gzip
        case _ where head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]): self = .zstd
        // A skippable frame may stand first (RFC 8878, section 3.1.2).
        case _ where head.count >= 4 && head[0] & 0xF0 == 0x50 && head[1...3] == [0x2A, 0x4D, 0x18]: self = .zstd
        case _ where head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]):
            self = .foreign(name: "xz", tool: "xz -dc")
        case _ where head.starts(with: [0x42, 0x5A, 0x68]) && head.dropFirst(4).starts(with: [0x31, 0x41]):
            self = .foreign(name: "bzip2", tool: "bzip2 -dc")
        case _ where head.starts(with: [0x50, 0x4B, 0x03, 0x04]): self = .foreign(name: "zip", tool: "unzip -p")
        default: self = .none
        }
    }

    func decoder(input: String) throws -> (any StreamDecoder)? {
        switch self {
        case .none: return nil
        case .gzip: return GzipDecoder()
        case .zstd: return ZstdDecoder()
        case .foreign(let name, let tool):
            let advice = "only gzip and zstd are unpacked here; pipe it in: \(tool) FILE | tcenrich …"
            throw InputError(.unsupportedCompression, input: input, "is \(name)-compressed; \(advice)")
        }
    }
}
