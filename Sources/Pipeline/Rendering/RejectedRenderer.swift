import Foundation
import Observables
import Tabular

/// The rejected file: JSON Lines that say what could not be used, where it stands, why, and the original bytes, so nothing is lost.
struct RejectedRenderer: Sendable {
    let inputNames: [String]

    /// One line per rejected record of a chunk.
    func render(_ chunk: Chunk, into buffer: inout OutputBuffer) {
        for rejected in chunk.batch.rejected {
            let span = rejected.span
            let bytes = UnsafeBufferPointer(start: chunk.bytes + Int(span.start), count: Int(span.end - span.start))
            buffer.append("{\"kind\":\"record\",\"file\":")
            buffer.appendJSONString(inputNames[chunk.inputIndex])
            buffer.append(",\"line\":")
            buffer.append(chunk.firstLine + Int(span.line))
            buffer.append(",\"byte_offset\":")
            buffer.append(chunk.byteOffset + Int(span.start))
            buffer.append(",\"reason\":")
            buffer.appendJSONString(rejected.reason.rawValue)
            buffer.append(",\"detail\":")
            buffer.appendJSONString(rejected.detail)
            appendOriginal(bytes, to: &buffer)
            buffer.append("}\n")
        }
    }

    /// One line per observable that ThreatConnect did not answer for: asking again needs the type and the value.
    func render(failed answered: AnsweredObservable, _ failure: LookupFailure, into buffer: inout OutputBuffer) {
        buffer.append("{\"kind\":\"lookup\",\"type\":")
        buffer.appendJSONString(answered.observable.kind.name)
        buffer.append(",\"value\":")
        buffer.appendJSONString(answered.observable.canonical)
        buffer.append(",\"reason\":")
        buffer.appendJSONString(failure.code.rawValue)
        buffer.append(",\"attempts\":")
        buffer.append(failure.attempts)
        buffer.append(",\"detail\":")
        buffer.appendJSONString(failure.detail)
        buffer.append("}\n")
    }

    /// One line per write to ThreatConnect that was not done.
    ///
    /// - Parameters:
    ///   - reason: A finite code.
    ///   - detail: For people.
    func render(
        write operation: String,
        of target: WriteTarget,
        rule: String,
        reason: String,
        detail: String,
        into buffer: inout OutputBuffer
    ) {
        buffer.append("{\"kind\":\"write\",\"type\":")
        buffer.appendJSONString(target.observable.kind.name)
        buffer.append(",\"value\":")
        buffer.appendJSONString(target.observable.canonical)
        if let owner = target.owner {
            buffer.append(",\"owner\":")
            buffer.appendJSONString(owner)
        }
        for (name, text) in [("rule", rule), ("operation", operation), ("reason", reason), ("detail", detail)] {
            buffer.append(utf8: ",\"\(name)\":")
            buffer.appendJSONString(text)
        }
        buffer.append("}\n")
    }

    /// As text where it is text, otherwise in Base64 (RFC 4648).
    private func appendOriginal(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout OutputBuffer) {
        let end = buffer.count
        buffer.append(",\"original\":")
        if buffer.appendJSONString(bytes) { return }
        buffer.truncate(to: end)
        buffer.append(",\"original_base64\":\"")
        buffer.append(utf8: Data(bytes).base64EncodedString())
        buffer.append("\"")
    }
}
