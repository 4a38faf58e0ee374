import Foundation

/// One input as plain text bytes: unpacked where its magic number says so. Owned by one task.
///
/// Unpacking happens in the call that reads; while children parse, the reader has nothing better to do.
final class DecodedInput {
    let raw: RawInput
    private let decoder: (any StreamDecoder)?
    private let packed = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
    private var start = 0
    private var end = 0

    nonisolated(nonsending) static func open(_ source: InputSource) async throws -> DecodedInput {
        let raw = try RawInput(source)
        var head: [UInt8] = []
        let byte = UnsafeMutableRawBufferPointer.allocate(byteCount: Compression.magicBytes, alignment: 1)
        defer { byte.deallocate() }
        reading: while head.count < Compression.magicBytes {
            let rest = UnsafeMutableRawBufferPointer(rebasing: byte[..<(Compression.magicBytes - head.count)])
            switch try await raw.read(into: rest) {
            case .bytes(let count): head += byte[..<count]
            case .end: break reading
            case .idle: continue
            }
        }
        return try DecodedInput(raw, head: head)
    }

    private init(_ raw: RawInput, head: [UInt8]) throws {
        self.raw = raw
        decoder = try Compression(head: head).decoder(input: raw.name)
        packed.copyBytes(from: head)
        end = head.count
    }

    deinit { packed.deallocate() }

    /// Delivers the next bytes. At damage or truncation everything before it was delivered when the error is thrown.
    nonisolated(nonsending) func read(into buffer: UnsafeMutableRawBufferPointer) async throws -> ReadOutcome {
        guard let decoder else { return try await readPlain(into: buffer) }
        while true {
            if let count = try decodeOnce(decoder, into: buffer), count > 0 { return .bytes(count) }
            guard start == end else { continue }
            switch try await raw.read(into: packed) {
            case .bytes(let count): (start, end) = (0, count)
            case .idle: return .idle
            case .end:
                if decoder.mayEnd { return .end }
                throw InputError(
                    .truncated,
                    input: raw.name,
                    "the compressed data end too early, at byte \(raw.offset)"
                )
            }
        }
    }

    nonisolated(nonsending) private func readPlain(
        into buffer: UnsafeMutableRawBufferPointer
    ) async throws -> ReadOutcome {
        guard start < end else { return try await raw.read(into: buffer) }
        let count = min(end - start, buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: packed[start..<(start + count)]))
        start += count
        return .bytes(count)
    }

    /// - Returns: The bytes produced, or nil where only input was consumed.
    private func decodeOnce(
        _ decoder: any StreamDecoder,
        into buffer: UnsafeMutableRawBufferPointer
    ) throws -> Int? {
        do throws(DecodingFailure) {
            let input = UnsafeRawBufferPointer(rebasing: packed[start..<end])
            let (consumed, produced) = try decoder.decode(input, into: buffer)
            if consumed == 0 && produced == 0 && !input.isEmpty && !decoder.mayEnd {
                throw DecodingFailure(cause: "no progress")
            }
            start += consumed
            return produced > 0 ? produced : nil
        } catch {
            let place = "near byte \(raw.offset - (end - start)) of the compressed data"
            throw InputError(.damaged, input: raw.name, "is damaged \(place): \(error.cause)")
        }
    }
}
