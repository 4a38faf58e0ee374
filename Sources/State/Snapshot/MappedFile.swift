import Foundation
import Observables
import Synchronization

/// A file's bytes without reading them first. Each block is compared with its checksum when it is looked at for the first time, so that
/// opening costs nothing and a changed byte never becomes an answer.
///
/// The file may be replaced meanwhile; who has it open keeps the old one. May be used by any number of threads.
final class MappedFile: @unchecked Sendable {
    let path: String
    let bytes: UnsafeRawBufferPointer
    private var checksums = SnapshotHeader.Part()
    /// One bit a block: known to be good.
    private var good: UnsafeMutablePointer<Atomic<UInt64>>?
    private var goodCount = 0

    /// - Throws: `SnapshotError` when the file cannot be opened.
    init(path: String) throws(SnapshotError) {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code: SnapshotError.Code = errno == ENOENT ? .missing : .inaccessible
            throw SnapshotError(code, path: path, cause: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SnapshotError(.foreign, path: path, cause: "it is no regular file")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw SnapshotError(.foreign, path: path, cause: "it is empty") }
        guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
            throw SnapshotError(.inaccessible, path: path, cause: String(cString: strerror(errno)))
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
        good?.deallocate()
    }

    /// Reads the header and the table of checksums, after which ``verified(_:)`` works. Called once, before the file is shared.
    func readHeader() throws(SnapshotError) -> SnapshotHeader {
        let start = UnsafeRawBufferPointer(rebasing: bytes.prefix(SnapshotHeader.size))
        let header = try SnapshotHeader(start, fileSize: bytes.count, path: path)
        checksums = header.checksums
        let table = UnsafeRawBufferPointer(rebasing: bytes[Int(checksums.offset)...])
        guard SnapshotHeader.checksum(table) == header.checksumOfChecksums else {
            throw damaged("the table of checksums is not what was written")
        }
        goodCount = (Int(checksums.count) + 63) / 64
        let good = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: max(goodCount, 1))
        for word in 0..<goodCount { (good + word).initialize(to: Atomic(0)) }
        self.good = good
        return header
    }

    /// Bytes between header and checksums, known to be what was written.
    ///
    /// - Throws: ``SnapshotError/Code/damaged`` when they are not, or lie elsewhere.
    @inline(__always)
    func verified(_ range: Range<Int>) throws(SnapshotError) -> UnsafeRawBufferPointer {
        guard range.lowerBound >= SnapshotHeader.size, range.upperBound <= Int(checksums.offset) else {
            throw damaged("an offset points out of the file")
        }
        let first = (range.lowerBound - SnapshotHeader.size) / SnapshotHeader.blockBytes
        let last = (max(range.lowerBound, range.upperBound - 1) - SnapshotHeader.size) / SnapshotHeader.blockBytes
        for block in first...last where !isGood(block) { try check(block) }
        return UnsafeRawBufferPointer(rebasing: bytes[range])
    }

    func damaged(_ cause: String) -> SnapshotError { SnapshotError(.damaged, path: path, cause: cause) }

    @inline(__always)
    private func isGood(_ block: Int) -> Bool {
        guard let good, block >> 6 < goodCount else { return block >= Int(checksums.count) }
        return good[block >> 6].load(ordering: .relaxed) & 1 << UInt64(block & 63) != 0
    }

    private func check(_ block: Int) throws(SnapshotError) {
        let start = SnapshotHeader.size + block * SnapshotHeader.blockBytes
        let end = min(start + SnapshotHeader.blockBytes, Int(checksums.offset))
        let sum = SnapshotHeader.checksum(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        let place = Int(checksums.offset) + 8 * block
        let expected = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        guard sum == expected else { throw damaged("bytes \(start) to \(end) are not what was written") }
        good?[block >> 6].bitwiseOr(1 << UInt64(block & 63), ordering: .relaxed)
    }
}
