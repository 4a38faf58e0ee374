import Foundation

/// Where everything goes that is not data.
enum StandardError {
    /// Writes as much as can be written. A full disk or a reader that has gone must not end a run whose work is fine, so
    /// what cannot be written is dropped.
    static func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = Foundation.write(STDERR_FILENO, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
    }
}
