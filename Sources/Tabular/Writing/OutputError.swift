#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Why an output could not be written.
package struct OutputError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Kind: String, Sendable, Hashable {
        /// The reader of a pipe has gone. On standard output that is a reason to stop, not a failure.
        case closedPipe = "closed_pipe"
        case noSpace = "no_space"
        case notPermitted = "not_permitted"
        case isDirectory = "is_directory"
        /// A folder of the path is missing and cannot be made, or is a file.
        case badFolder = "bad_folder"
        case compression
        /// Another process is writing it.
        case held
        /// Written to after `finish` or `abandon`.
        case alreadyClosed = "already_closed"
        case other
    }

    package let kind: Kind
    /// The target as the user wrote it, or a name such as "standard output".
    package let target: String
    /// What was tried: "write", "rename" …
    package let operation: String
    package let cause: String

    package var description: String { "cannot \(operation) \(target): \(cause)\(advice)" }

    init(kind: Kind, target: String, operation: String, cause: String) {
        self.kind = kind
        self.target = target
        self.operation = operation
        self.cause = cause
    }

    /// - Parameter code: The value of `errno`.
    init(code: Int32, target: String, operation: String) {
        self.init(
            kind: Kind(code: code),
            target: target,
            operation: operation,
            cause: String(cString: strerror(code))
        )
    }

    private var advice: String {
        switch kind {
        case .noSpace: "; free some space or choose another folder"
        case .notPermitted: "; the folder must be writable, because the file is completed beside its target"
        case .isDirectory: "; name a file in it"
        case .held: "; wait until it has ended, or name another output"
        case .badFolder: "; every part of the path before the last must be a folder"
        default: ""
        }
    }
}

extension OutputError.Kind {
    fileprivate init(code: Int32) {
        switch code {
        case EPIPE: self = .closedPipe
        case ENOSPC, EDQUOT, EFBIG: self = .noSpace
        case EACCES, EPERM, EROFS: self = .notPermitted
        case EISDIR: self = .isDirectory
        case ENOTDIR, ENOENT: self = .badFolder
        default: self = .other
        }
    }
}
