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
    /// Plain bytes accepted so far, those that an interrupted run wrote already included.
    package private(set) var byteCount = 0
    /// Whether what was written stays when the output is abandoned, for a later run to go on with.
    package var keepsPartialFile = false

    private enum Destination {
        case partial(PartialFile)
        /// A device or pipe; opened by us or only lent.
        case direct(WritableDescriptor, isOurs: Bool)
        case closed
    }

    private var destination: Destination
    private let encoder: any OutputEncoder
    /// Whether the stored bytes are the same in blocks of any size; then large ones need not be collected first.
    private let writesThrough: Bool
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private var blockCount = 0
    /// Plain bytes of the frame that has begun.
    private var frameCount = 0
    /// The end of the last complete frame.
    private var frameEnd = (plain: 0, stored: 0)
    private var storedCount = 0
    /// Plain bytes that are on disk already and only have to be passed over.
    private var skipCount = 0

    /// - Parameters:
    ///   - compression: By the suffix of the target when nil.
    ///   - mark: How far an interrupted run was. The same bytes have to be written again from the start; up to the mark they are passed over. Where its file
    ///     is gone or another one, everything is written anew.
    package init(
        _ target: OutputTarget,
        compression: OutputCompression? = nil,
        continuing mark: OutputMark? = nil
    ) throws(OutputError) {
        self.target = target
        let compression = compression ?? OutputCompression(target: target)
        encoder = try compression.makeEncoder(target: target.name)
        writesThrough = encoder is PlainEncoder
        destination = .closed
        if let mark, case .path(let path) = target, let file = try PartialFile.reopen(target: path, at: mark) {
            destination = .partial(file)
            (frameEnd, storedCount, skipCount) = (
                (mark.plainBytes, mark.storedBytes), mark.storedBytes, mark.plainBytes
            )
        } else {
            destination = try Self.open(target)
        }
    }

    deinit {
        abandon()
        block.deallocate()
    }

    package func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(OutputError) {
        try checkIsOpen()
        var rest = UnsafeRawBufferPointer(bytes)
        byteCount += rest.count
        let known = min(skipCount, rest.count)
        skipCount -= known
        rest = UnsafeRawBufferPointer(rebasing: rest[known...])
        if writesThrough, rest.count >= block.count / 4 {
            if blockCount > 0 { try flushBlock(isEnd: false) }
            return try flush(rest, isEnd: false)
        }
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
        guard skipCount == 0 else {
            let cause = "what the interrupted run wrote is longer than what this one writes"
            throw OutputError(kind: .other, target: target.name, operation: "continue", cause: cause)
        }
        if blockCount > 0 || frameCount > 0 || frameEnd.plain == 0 { try flushBlock(isEnd: true) }
        switch destination {
        case .partial(let file):
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

    /// The end of what can be kept if the process ends now; nil for what cannot be continued, a device or a pipe.
    package func checkpoint() -> OutputCheckpoint? {
        guard case .partial(let file) = destination else { return nil }
        return OutputCheckpoint(
            descriptor: file.descriptor,
            plainBytes: frameEnd.plain,
            storedBytes: frameEnd.stored
        )
    }

    /// Removes what was written, as far as it is a file and is not kept. The target stays as it was. Harmless after `finish`.
    package func abandon() {
        switch destination {
        case .partial(let file):
            if !keepsPartialFile { file.remove() }
            // What is kept is good up to its mark, whether it closes well or not.
            try? file.descriptor.close()
        case .direct(let descriptor, let isOurs):
            if isOurs { try? descriptor.close() }
        case .closed: break
        }
        destination = .closed
    }

    /// Removes what a dead process left of an output, unless somebody writes it.
    package static func discardPartialFile(of path: String) { PartialFile.discard(target: path) }

    private func checkIsOpen() throws(OutputError) {
        guard case .closed = destination else { return }
        let cause = "it is already complete or abandoned"
        throw OutputError(kind: .alreadyClosed, target: target.name, operation: "write", cause: cause)
    }

    private func flushBlock(isEnd: Bool) throws(OutputError) {
        let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(block)[..<blockCount])
        blockCount = 0
        try flush(bytes, isEnd: isEnd)
    }

    private func flush(_ bytes: UnsafeRawBufferPointer, isEnd: Bool) throws(OutputError) {
        frameCount += bytes.count
        let endsFrame = isEnd || frameCount >= encoder.frameBytes
        try encoder.encode(bytes, isEnd: endsFrame) { (encoded) throws(OutputError) in
            storedCount += encoded.count
            switch destination {
            case .partial(let file): try file.descriptor.write(encoded)
            case .direct(let descriptor, _): try descriptor.write(encoded)
            case .closed: break
            }
        }
        guard endsFrame else { return }
        frameEnd = (frameEnd.plain + frameCount, storedCount)
        frameCount = 0
    }

    private static func open(_ target: OutputTarget) throws(OutputError) -> Destination {
        switch target {
        case .descriptor(let number, let name):
            return .direct(WritableDescriptor(number: number, target: name), isOurs: false)
        case .path(let path):
            var status = stat()
            guard stat(path, &status) == 0 else { return .partial(try PartialFile.create(target: path)) }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .partial(try PartialFile.create(target: path))
            case S_IFDIR: throw OutputError(code: EISDIR, target: path, operation: "write")
            default: return .direct(try WritableDescriptor(existing: path), isOurs: true)
            }
        }
    }
}
