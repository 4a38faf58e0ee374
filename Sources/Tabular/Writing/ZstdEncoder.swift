import CZstd

/// zstd at level 3, the library's default, in frames with a checksum each.
final class ZstdEncoder: OutputEncoder {
    private let context: OpaquePointer
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    private let target: String
    let frameBytes = OutputCompression.frameBytes

    init(target: String) throws(OutputError) {
        guard let context = ZSTD_createCCtx() else {
            throw OutputError(kind: .compression, target: target, operation: "compress", cause: "out of memory")
        }
        self.context = context
        self.target = target
        _ = try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    }

    deinit {
        ZSTD_freeCCtx(context)
        output.deallocate()
    }

    func encode(
        _ bytes: UnsafeRawBufferPointer,
        isEnd: Bool,
        to write: (UnsafeRawBufferPointer) throws(OutputError) -> Void
    ) throws(OutputError) {
        var source = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        var isDone = false
        while !isDone {
            var sink = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
            let left = try check(ZSTD_compressStream2(context, &sink, &source, isEnd ? ZSTD_e_end : ZSTD_e_continue))
            try write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(output)[..<sink.pos]))
            isDone = isEnd ? left == 0 : source.pos == source.size
        }
    }

    private func check(_ result: Int) throws(OutputError) -> Int {
        guard ZSTD_isError(result) == 0 else {
            let cause = String(cString: ZSTD_getErrorName(result))
            throw OutputError(kind: .compression, target: target, operation: "compress", cause: cause)
        }
        return result
    }
}
