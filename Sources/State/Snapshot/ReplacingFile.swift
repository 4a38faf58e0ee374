import Foundation

/// A new file beside the one that it will replace.
struct ReplacingFile {
    let target: String
    let temporaryPath: String
    let descriptor: Int32

    /// Makes the folder where it is missing, and an empty file that only its user may read: it will hold intelligence.
    init(target: String) throws(SnapshotError) {
        self.target = target
        let folder = (target as NSString).deletingLastPathComponent
        do {
            if !folder.isEmpty {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
        } catch {
            throw SnapshotError(.inaccessible, path: target, cause: error.localizedDescription)
        }
        let name = (target as NSString).lastPathComponent
        temporaryPath = (folder.isEmpty ? "." : folder) + "/.\(name).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        descriptor = open(temporaryPath, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(target) }
    }

    /// Puts the file in its target's place; afterwards content and name survive a crash of the machine.
    func complete() throws(SnapshotError) {
        guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw Self.failure(target) }
        guard rename(temporaryPath, target) == 0 else { throw Self.failure(target) }
        let folder = (target as NSString).deletingLastPathComponent
        let directory = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw Self.failure(target) }
    }

    func discard() {
        close(descriptor)
        unlink(temporaryPath)
    }

    static func failure(_ path: String) -> SnapshotError {
        SnapshotError(.inaccessible, path: path, cause: String(cString: strerror(errno)))
    }
}
