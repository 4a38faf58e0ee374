import Foundation

/// Tells whether two paths lead to one file, through links, `..` and other spellings too.
struct FileIdentity: Hashable {
    private enum Identity: Hashable {
        case existing(device: UInt64, number: UInt64)
        /// Of a file that does not exist yet.
        case future(path: String)
    }

    private let identity: Identity

    /// Returns nil for standard output, devices and pipes: several outputs may share one.
    init?(_ path: String) {
        guard path != "-" else { return nil }
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            identity = .existing(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
        } else {
            let url = URL(fileURLWithPath: path)
            let folder = url.deletingLastPathComponent().resolvingSymlinksInPath().standardizedFileURL
            identity = .future(path: folder.appendingPathComponent(url.lastPathComponent).path)
        }
    }
}
