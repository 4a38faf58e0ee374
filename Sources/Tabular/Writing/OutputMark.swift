internal import CZlib

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How far an unfinished output was on disk, so that writing can go on there after the process has ended.
package struct OutputMark: Sendable, Hashable, Codable {
    /// Before compression.
    package var plainBytes: Int
    package var storedBytes: Int
    /// Of the stored bytes before the mark: tells the file from another one under its name.
    package var tail: UInt32

    package init(plainBytes: Int, storedBytes: Int, tail: UInt32) {
        self.plainBytes = plainBytes
        self.storedBytes = storedBytes
        self.tail = tail
    }
}

/// A place in an output that is written but perhaps not on disk yet. Good until the output is finished or abandoned.
package struct OutputCheckpoint: Sendable {
    let descriptor: WritableDescriptor
    let plainBytes: Int
    let storedBytes: Int

    /// Waits until everything before the place is on disk. May be called from another thread than the writer's.
    package func settle() throws(OutputError) -> OutputMark {
        try descriptor.synchronize()
        guard let tail = try FileTail(descriptor, before: storedBytes) else {
            let cause = "it is shorter than what was written to it"
            throw OutputError(kind: .other, target: descriptor.target, operation: "complete", cause: cause)
        }
        return OutputMark(plainBytes: plainBytes, storedBytes: storedBytes, tail: tail.checksum)
    }
}

/// The last bytes before a place in a file.
struct FileTail {
    private static let length = 1 << 16
    /// CRC-32 (RFC 1952, section 8).
    let checksum: UInt32

    /// nil when the file ends before the place.
    init?(_ descriptor: WritableDescriptor, before end: Int) throws(OutputError) {
        var bytes = [UInt8](repeating: 0, count: min(Self.length, end))
        var count = 0
        while count < bytes.count {
            let read = bytes[count...].withUnsafeMutableBytes {
                pread(descriptor.number, $0.baseAddress, $0.count, off_t(end - $0.count))
            }
            if read == 0 { return nil }
            if read < 0, errno != EINTR { throw OutputError(code: errno, target: descriptor.target, operation: "read") }
            count += max(0, read)
        }
        checksum = bytes.withUnsafeBufferPointer {
            UInt32(truncatingIfNeeded: crc32(0, $0.baseAddress, UInt32($0.count)))
        }
    }
}
