import Foundation

/// Keeps two updates of one snapshot apart, in one process or in several. Let go when the value goes away, also by a crash.
package final class SnapshotLock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``SnapshotError/Code/busy`` when another update is under way.
    package init(path: String) throws(SnapshotError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw ReplacingFile.failure(path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code: SnapshotError.Code = errno == EWOULDBLOCK ? .busy : .inaccessible
            let cause = String(cString: strerror(errno))
            close(descriptor)
            throw SnapshotError(code, path: path, cause: cause)
        }
    }

    deinit { close(descriptor) }
}
