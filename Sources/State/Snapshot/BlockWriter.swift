import Foundation

/// Writes a snapshot's bytes behind its header, and a checksum for each block of them.
struct BlockWriter: ~Copyable {
    private let descriptor: Int32
    private let path: String
    private let buffer: UnsafeMutableRawPointer
    private var used = 0
    private(set) var checksums: [UInt64] = []
    /// Where the next byte goes, from the start of the file.
    private(set) var position = SnapshotHeader.size

    /// - Parameter descriptor: An empty file, which stays the caller's.
    init(descriptor: Int32, path: String) throws(SnapshotError) {
        self.descriptor = descriptor
        self.path = path
        buffer = .allocate(byteCount: SnapshotHeader.blockBytes, alignment: 16)
        // Zeros stand there until everything else does: an unfinished file is no snapshot.
        guard lseek(descriptor, off_t(SnapshotHeader.size), SEEK_SET) >= 0 else { throw failure() }
    }

    deinit { buffer.deallocate() }

    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var rest = bytes
        while rest.count > 0, let base = rest.baseAddress {
            let count = min(rest.count, SnapshotHeader.blockBytes - used)
            (buffer + used).copyMemory(from: base, byteCount: count)
            used += count
            position += count
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            if used == SnapshotHeader.blockBytes { try endBlock() }
        }
    }

    mutating func append(_ word: UInt64) throws(SnapshotError) {
        var little = word.littleEndian
        if used <= SnapshotHeader.blockBytes - 8 {
            (buffer + used).storeBytes(of: little, as: UInt64.self)
            used += 8
            position += 8
            if used == SnapshotHeader.blockBytes { try endBlock() }
        } else {
            let bytes = withUnsafeBytes(of: &little) { Array($0) }
            try append(array: bytes)
        }
    }

    mutating func append(_ word: UInt32) throws(SnapshotError) {
        var little = word.littleEndian
        let bytes = withUnsafeBytes(of: &little) { Array($0) }
        try append(array: bytes)
    }

    mutating func append(array: [UInt8]) throws(SnapshotError) {
        var failure: SnapshotError?
        array.withUnsafeBytes { bytes in
            do throws(SnapshotError) { try append(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Zeros up to the next multiple of 16.
    mutating func align() throws(SnapshotError) {
        try append(array: [UInt8](repeating: 0, count: (16 - position % 16) % 16))
    }

    /// Writes what is left, and then bytes without a checksum.
    mutating func finish(with tail: [UInt8]) throws(SnapshotError) {
        if used > 0 { try endBlock() }
        var failure: SnapshotError?
        tail.withUnsafeBytes { bytes in
            do throws(SnapshotError) { try write(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private mutating func endBlock() throws(SnapshotError) {
        let block = UnsafeRawBufferPointer(start: buffer, count: used)
        checksums.append(SnapshotHeader.checksum(block))
        try write(block)
        used = 0
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
        var rest = bytes
        while let base = rest.baseAddress, rest.count > 0 {
            let count = Foundation.write(descriptor, base, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }

    private func failure() -> SnapshotError {
        SnapshotError(.inaccessible, path: path, cause: String(cString: strerror(errno)))
    }
}
