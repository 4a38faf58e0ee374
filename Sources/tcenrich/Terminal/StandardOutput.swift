import Foundation

/// Whoever read standard output has seen enough.
struct ClosedOutput: Error {}

struct OutputProblem: Error, CustomStringConvertible {
    let description: String
}

/// Standard output without a buffer: whoever reads it sees each line when it is known.
enum StandardOutput {
    static func write(_ lines: [String]) throws {
        try write(Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    static func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = Foundation.write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
                } else if errno == EAGAIN {
                    var request = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&request, 1, 1000)
                } else if errno == EPIPE {
                    throw ClosedOutput()
                } else if errno != EINTR {
                    throw OutputProblem(
                        description: "cannot write standard output: \(String(cString: strerror(errno)))"
                    )
                }
            }
        }
    }
}
