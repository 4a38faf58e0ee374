#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where an output goes.
package enum OutputTarget: Sendable, Hashable {
    /// Replaced as a whole when the output is complete; missing folders are made, a symbolic link is replaced.
    /// Devices and named pipes (`/dev/null`, `/dev/fd/63`) cannot be replaced and are written to directly.
    case path(String)
    /// An open descriptor, which stays open; the name is for messages.
    case descriptor(Int32, name: String)

    package static let standardOutput = OutputTarget.descriptor(1, name: "standard output")

    package var name: String {
        switch self {
        case .path(let path): path
        case .descriptor(_, let name): name
        }
    }
}

/// How an output is compressed.
package enum OutputCompression: Sendable, Hashable {
    case none
    /// RFC 1952, without name and time, so that the same input gives the same bytes.
    case gzip
    /// RFC 8878, with checksum.
    case zstd

    /// By the suffix of the name, as `.csv.gz`, `.jsonl.zst`.
    package init(path: String) {
        let path = path.lowercased()
        if path.hasSuffix(".gz") { self = .gzip } else if path.hasSuffix(".zst") { self = .zstd } else { self = .none }
    }

    init(target: OutputTarget) {
        switch target {
        case .path(let path): self.init(path: path)
        case .descriptor: self = .none
        }
    }
}
