#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One output of a run: a reader of the target sees the old file or the complete new one, never a part.
///
/// Used by one task at a time. Blocks while the destination is busy. Bytes are collected into blocks of one size before
/// they are compressed and written, so the stored bytes do not depend on how they were handed over.
/// An output that is neither finished nor abandoned is abandoned when it is released.
package final class OutputFile {
    package let target: OutputTarget
    /// Plain bytes accepted so far.
    package private(set) var byteCount = 0

    private enum Destination {
        case replacement(ReplacementFile)
        /// A device or pipe; opened by us or only lent.
        case direct(WritableDescriptor, isOurs: Bool)
        case closed
    }

    private var destination: Destination
    private let encoder: any OutputEncoder
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private var blockCount = 0

    /// - Parameter compression: By the suffix of the target when nil.
    package init(_ target: OutputTarget, compression: OutputCompression? = nil) throws(OutputError) {
        self.target = target
        let compression = compression ?? OutputCompression(target: target)
        encoder = try compression.makeEncoder(target: target.name)
        destination = .closed
        destination = try Self.open(target)
    }

    deinit {
        abandon()
        block.deallocate()
    }

    package func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
        try checkIsOpen()
        var rest = UnsafeRawBufferPointer(bytes)
        byteCount += rest.count
        while rest.count > 0 {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(block.count - blockCount))
            UnsafeMutableRawBufferPointer(rebasing: block[blockCount...]).copyMemory(from: part)
            blockCount += part.count
            rest = UnsafeRawBufferPointer(rebasing: rest[part.count...])
            if blockCount == block.count { try flushBlock(isEnd: false) }
        }
    }

    package func write(_ bytes: [UInt8]) throws(OutputError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(OutputError) in try write(bytes) }
    }

    package func write(_ buffer: borrowing OutputBuffer) throws(OutputError) {
        try buffer.withBytes { (bytes) throws(OutputError) in try write(bytes) }
    }

    /// Completes the output. A file takes its target's place and is on disk when this returns.
    package func finish() throws(OutputError) {
        try checkIsOpen()
        try flushBlock(isEnd: true)
        switch destination {
        case .replacement(let file):
            destination = .closed
            do { try file.complete() } catch {
                file.remove()
                throw error
            }
        case .direct(let descriptor, let isOurs):
            destination = .closed
            if isOurs { try descriptor.close() }
        case .closed: break
        }
    }

    /// Removes what was written, as far as it is a file. The target stays as it was. Harmless after `finish`.
    package func abandon() {
        switch destination {
        case .replacement(let file):
            // The file goes, so whether it closes well does not matter.
            try? file.descriptor.close()
            file.remove()
        case .direct(let descriptor, let isOurs):
            if isOurs { try? descriptor.close() }
        case .closed: break
        }
        destination = .closed
    }

    private func checkIsOpen() throws(OutputError) {
        guard case .closed = destination else { return }
        let cause = "it is already complete or abandoned"
        throw OutputError(kind: .alreadyClosed, target: target.name, operation: "write", cause: cause)
    }

    private func flushBlock(isEnd: Bool) throws(OutputError) {
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[..<blockCount])
        blockCount = 0
        try encoder.encode(bytes, isEnd: isEnd) { (encoded) throws(OutputError) in
            switch destination {
            case .replacement(let file): try file.descriptor.write(encoded)
            case .direct(let descriptor, _): try descriptor.write(encoded)
            case .closed: break
            }
        }
    }

    private static func open(_ target: OutputTarget) throws(OutputError) -> Destination {
        switch target {
        case .descriptor(let number, let name):
            return .direct(WritableDescriptor(number: number, target: name), isOurs: false)
        case .path(let path):
            var status = stat()
            guard stat(path, &status) == 0 else { return .replacement(try ReplacementFile(target: path)) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .replacement(try ReplacementFile(target: path))
            case S_IFDIR: throw OutputError(code: EISDIR, target: path, operation: "write")
            default: return .direct(try WritableDescriptor(existing: path), isOurs: true)
            }
        }
    }
}
