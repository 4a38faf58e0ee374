import CZstd

/// Reads Zstandard (RFC 8878): any number of frames one after the other, skippable ones included.
final class ZstdDecoder: StreamDecoder {
    private let stream: OpaquePointer?
    private(set) var mayEnd = true
    /// Kept until what was unpacked before the damage is delivered.
    private var failure: DecodingFailure?

    init() { stream = ZSTD_createDStream() }

    deinit { ZSTD_freeDStream(stream) }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DecodingFailure) -> (consumed: Int, produced: Int) {
        if let failure { throw failure }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        // Without input nothing may be asked at a frame's end: the call would begin a new frame.
        if input.isEmpty && mayEnd { return (0, 0) }
        while true {
            let before = (source.pos, target.pos)
            let hint = ZSTD_decompressStream(stream, &target, &source)
            if ZSTD_isError(hint) != 0 {
                let damage = DecodingFailure(cause: String(cString: ZSTD_getErrorName(hint)))
                guard target.pos > 0 else { throw damage }
                failure = damage
                return (source.pos, target.pos)
            }
            mayEnd = hint == 0
            let stalled = before == (source.pos, target.pos)
            if target.pos > 0 || source.pos == source.size || stalled { return (source.pos, target.pos) }
        }
    }
}
