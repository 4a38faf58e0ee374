import CZstd

/// Reads Zstandard (RFC 8878): any number of frames one after the other, skippable ones included.
final class ZstdDecoder: StreamDecoder {
    private let stream: OpaquePointer?
    private(set) var mayEnd = true
    /// Bytes that the library wants next: one block. What a failing call had unpacked is lost, so that must not be more.
    private var hint = 0

    init() { stream = ZSTD_createDStream() }

    deinit { ZSTD_freeDStream(stream) }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DecodingFailure) -> (consumed: Int, produced: Int) {
        // Without input nothing may be asked at a frame's end: the call would begin a new frame.
        if input.isEmpty && mayEnd { return (0, 0) }
        let slice = min(input.count, max(hint, 1))
        var source = ZSTD_inBuffer(src: input.baseAddress, size: slice, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = ZSTD_decompressStream(stream, &target, &source)
        if ZSTD_isError(result) != 0 { throw DecodingFailure(cause: String(cString: ZSTD_getErrorName(result))) }
        hint = result
        mayEnd = result == 0
        return (source.pos, target.pos)
    }
}
