import CZlib
import Foundation

/// Reads gzip (RFC 1952) with zlib: any number of members one after the other, zero padding behind the last.
final class GzipDecoder: StreamDecoder {
    private enum Phase {
        case member
        case betweenMembers
        case padding
    }

    /// zlib keeps a pointer to it, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var phase = Phase.member

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 + 15: gzip wrapper only, largest window.
        inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    var mayEnd: Bool { phase != .member }

    func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DecodingFailure) -> (consumed: Int, produced: Int) {
        switch phase {
        case .member: return try inflateMember(input, into: output)
        case .betweenMembers:
            guard let next = input.first else { return (0, 0) }
            if next != 0 { inflateReset(stream) }
            phase = next == 0 ? .padding : .member
            return try decode(input, into: output)
        case .padding:
            guard input.allSatisfy({ $0 == 0 }) else {
                throw DecodingFailure(cause: "something that is not gzip follows the compressed data")
            }
            return (input.count, 0)
        }
    }

    private func inflateMember(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(DecodingFailure) -> (consumed: Int, produced: Int) {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(min(output.count, 1 << 30))
        let space = Int(stream.pointee.avail_out)
        let status = inflate(stream, Z_NO_FLUSH)
        let progress = (input.count - Int(stream.pointee.avail_in), space - Int(stream.pointee.avail_out))
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: phase = .betweenMembers
        // What was unpacked before the damage is delivered; the same call then fails again with nothing to deliver.
        case _ where progress.1 > 0: break
        default: throw DecodingFailure(cause: stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
        }
        return progress
    }
}
