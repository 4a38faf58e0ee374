#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system calls behind an output, with interruptions and partial results dealt with.
///
/// A closed pipe is an error only where the process ignores SIGPIPE, which is up to the executable.
struct WritableDescriptor: Sendable {
    let number: Int32
    let target: String

    init(number: Int32, target: String) {
        self.number = number
        self.target = target
    }

    /// Opens what is there: a device or a named pipe.
    init(existing path: String) throws(OutputError) {
        let number = open(path, O_WRONLY | O_CLOEXEC)
        guard number >= 0 else { throw OutputError(code: errno, target: path, operation: "open") }
        self.init(number: number, target: path)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(OutputError) {
        var rest = bytes
        while let start = rest.baseAddress, rest.count > 0 {
            let written = systemWrite(number, start, rest.count)
            if written > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[written...])
            } else {
                try recover(from: errno)
            }
        }
    }

    /// Waits where the descriptor is not ready (a terminal or pipe that another program made non-blocking).
    private func recover(from code: Int32) throws(OutputError) {
        if code == EINTR { return }
        guard code == EAGAIN || code == EWOULDBLOCK else {
            throw OutputError(code: code, target: target, operation: "write")
        }
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        if poll(&request, 1, -1) < 0, errno != EINTR {
            throw OutputError(code: errno, target: target, operation: "write")
        }
    }

    func synchronize() throws(OutputError) {
        while fsync(number) != 0 {
            if errno == EINTR { continue }
            // Some file systems cannot, and say so.
            if errno == EINVAL || errno == ENOTSUP || errno == EROFS { return }
            throw OutputError(code: errno, target: target, operation: "complete")
        }
    }

    /// Drops what is behind the place, and writes there next.
    func cut(at place: Int) throws(OutputError) {
        guard ftruncate(number, off_t(place)) == 0, lseek(number, off_t(place), SEEK_SET) >= 0 else {
            throw OutputError(code: errno, target: target, operation: "continue")
        }
    }

    /// Linux closes the descriptor even when it reports an interruption.
    func close() throws(OutputError) {
        guard systemClose(number) == 0 || errno == EINTR else {
            throw OutputError(code: errno, target: target, operation: "complete")
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

private func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
