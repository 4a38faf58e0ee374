import Dispatch
import Foundation

/// What a read gave.
enum ReadOutcome: Equatable {
    case bytes(Int)
    case end
    /// A pipe that has nothing at the moment.
    case idle
}

/// One opened input as it stands on disk or comes through a pipe. Owned by one task.
final class RawInput {
    let name: String
    /// Bytes of a regular file; unknown for a pipe or a terminal.
    let size: Int?
    /// Bytes read so far.
    private(set) var offset = 0
    private let descriptor: Int32
    private let waiter: DescriptorWaiter?
    private let stream: ByteStream?
    /// Of the stream, not yet read.
    private var made: ArraySlice<UInt8> = []

    init(_ source: InputSource) throws {
        name = source.name
        switch source {
        case .stream(let stream):
            (self.stream, descriptor, size, waiter) = (stream, -1, nil, nil)
            return
        case .standardInput: descriptor = STDIN_FILENO
        case .file(let path): descriptor = open(path, O_RDONLY | O_CLOEXEC)
        }
        stream = nil
        guard descriptor >= 0 else { throw InputError.opening(name, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw InputError.opening(name, errno) }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw InputError.directory(name) }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        size = isRegular ? Int(status.st_size) : nil
        waiter = isRegular ? nil : DescriptorWaiter(descriptor)
    }

    deinit {
        if descriptor > STDIN_FILENO { close(descriptor) }
    }

    /// Reads at most `buffer.count` bytes. Suspends, without holding a thread of the pool, while a pipe is empty;
    /// a pipe that stays empty for a fifth of a second is `.idle`.
    nonisolated(nonsending) func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> ReadOutcome {
        if let stream { return try await read(stream, into: buffer) }
        if let waiter, await !waiter.isReady(within: 200) {
            try Task.checkCancellation()
            return .idle
        }
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                offset += count
                return .bytes(count)
            }
            if count == 0 { return .end }
            if errno == EINTR { continue }
            if errno == EAGAIN { return .idle }
            let cause = String(cString: strerror(errno))
            throw InputError(.readFailed, input: name, "reading failed at byte \(offset): \(cause)")
        }
    }

    nonisolated(nonsending) private func read(
        _ stream: ByteStream,
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws -> ReadOutcome {
        while made.isEmpty {
            guard let next = try await stream.next() else { return .end }
            made = next[...]
        }
        let count = min(made.count, buffer.count)
        buffer.copyBytes(from: made.prefix(count))
        made = made.dropFirst(count)
        offset += count
        return .bytes(count)
    }
}

/// Waits for a pipe on a thread of its own: a blocked thread of the concurrency pool would halve a two-core run.
final class DescriptorWaiter: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "tabular.pipe")

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Whether a read will not block: there are bytes, or the other side is gone.
    func isReady(within milliseconds: Int32) async -> Bool {
        if Self.poll(descriptor, 0) { return true }
        return await withCheckedContinuation { continuation in
            queue.async { [descriptor] in
                continuation.resume(returning: Self.poll(descriptor, milliseconds))
            }
        }
    }

    private static func poll(_ descriptor: Int32, _ milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return Foundation.poll(&request, 1, milliseconds) > 0
    }
}
