import Dispatch
import Foundation
import Synchronization

/// Standard input line by line, each as soon as it is there. One caller at a time.
final class LineInput: Sendable {
    private struct State {
        var buffer: [UInt8] = []
        /// Bytes of the buffer that hold no line end.
        var searched = 0
        var isAtEnd = false
    }

    private let state = Mutex(State())
    /// Reading blocks; the threads that tasks run on must not wait for a person.
    private let queue = DispatchQueue(label: "standard input")

    private static let maxLineBytes = 16 << 20

    /// Without its line end; nil after the last one.
    ///
    /// - Throws: `InputProblem`, or when the task is cancelled.
    func next() async throws -> [UInt8]? {
        while true {
            try Task.checkCancellation()
            if let line = state.withLock({ Self.line(&$0) }) { return line.isEmpty && isDrained ? nil : line }
            if isDrained { return nil }
            try await fill()
        }
    }

    private var isDrained: Bool { state.withLock { $0.isAtEnd && $0.buffer.isEmpty } }

    private static func line(_ state: inout State) -> [UInt8]? {
        let end = state.buffer[state.searched...].firstIndex(of: 0x0A)
        guard let end = end ?? (state.isAtEnd && !state.buffer.isEmpty ? state.buffer.count : nil) else {
            state.searched = state.buffer.count
            return nil
        }
        var line = Array(state.buffer[..<end])
        state.buffer.removeFirst(min(end + 1, state.buffer.count))
        state.searched = 0
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    /// Waits at most a moment, so that a cancelled task ends although nobody types.
    private func fill() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { [self] in continuation.resume(with: Result { try read() }) }
        }
    }

    private func read() throws {
        var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 200) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        let count = Foundation.read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return }
        guard count >= 0 else {
            throw InputProblem(description: "cannot read standard input: \(String(cString: strerror(errno)))")
        }
        try state.withLock { state in
            if count == 0 { state.isAtEnd = true }
            state.buffer += bytes[..<count]
            if state.searched > Self.maxLineBytes {
                throw InputProblem(description: "a line of standard input is longer than \(Self.maxLineBytes) bytes")
            }
        }
    }
}

struct InputProblem: Error, CustomStringConvertible {
    let description: String
}
