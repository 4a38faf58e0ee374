internal import Foundation

/// The right to run with a state file: one run at a time has it, in whichever process. Released with the object, and by the system when
/// the process ends, however it ends.
package final class StateHold: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A lock on a file beside the state file: one on the state file itself would meet SQLite's own.
    ///
    /// - Throws: ``StateError``: `held`, with what the holder wrote about itself; `inaccessible`.
    static func take(_ statePath: String, as holder: String) throws -> StateHold {
        let path = statePath + ".lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(.inaccessible, path) }
        let hold = StateHold(descriptor: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw failure(.inaccessible, path) }
            throw StateError(code: .held, path: statePath, cause: Self.holder(descriptor))
        }
        let about = Array("\(holder), process \(getpid())".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, about, about.count, 0) == about.count else {
            throw failure(.inaccessible, path)
        }
        return hold
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : "another process"
    }

    private static func failure(_ code: StateError.Code, _ path: String) -> StateError {
        StateError(code: code, path: path, cause: String(cString: strerror(errno)))
    }
}

extension StateStore {
    package func hold(as holder: String) throws -> StateHold { try StateHold.take(path, as: holder) }
}
