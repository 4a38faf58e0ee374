import CZlib

/// gzip at zlib's default level, in members (RFC 1952, section 2.2). zlib's own header has time 0 and no name, so the bytes depend on the input only.
final class GzipEncoder: OutputEncoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    private let target: String
    private var isEnded = false
    let frameBytes = OutputCompression.frameBytes

    init(target: String) throws(OutputError) {
        self.target = target
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15: the largest window; 16 more: the gzip format.
        let status = deflateInit2_(
            stream,
            Z_DEFAULT_COMPRESSION,
            Z_DEFLATED,
            15 + 16,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard status == Z_OK else { throw failure("zlib status \(status)") }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError) {
        if isEnded { deflateReset(stream) }
        isEnded = isEnd
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(bytes.count)
        repeat {
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let status = deflate(stream, isEnd ? Z_FINISH : Z_NO_FLUSH)
            guard status != Z_STREAM_ERROR else { throw failure("zlib status \(status)") }
            let produced = output.count - Int(stream.pointee.avail_out)
            try write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<produced]))
        } while stream.pointee.avail_out == 0
    }

    private func failure(_ cause: String) -> OutputError {
        OutputError(kind: .compression, target: target, operation: "compress", cause: cause)
    }
}
