import Foundation
import Observables
import Tabular

/// The rejected file: JSON Lines that say what could not be used, where it stands, why, and the original bytes, so nothing is lost.
struct RejectedRenderer: Sendable {
    let inputNames: [String]

    /// One line per rejected record of a chunk.
    func render(_ chunk: Chunk, into buffer: inout OutputBuffer) {
        for rejected in chunk.batch.rejected {
            buffer.append("{\"kind\":\"record\"")
            appendPlace(of: rejected.span, in: chunk, to: &buffer)
            appendTexts([("reason", rejected.reason.rawValue), ("detail", rejected.detail)], to: &buffer)
            appendOriginal(of: rejected.span, in: chunk, to: &buffer)
            buffer.append("}\n")
        }
    }

    /// One line for a value that is no observable, in a record that is written to the outputs all the same.
    func render(_ value: UnusableValue, in chunk: Chunk, into buffer: inout OutputBuffer) {
        buffer.append("{\"kind\":\"value\"")
        appendPlace(of: value.span, in: chunk, to: &buffer)
        let texts = [
            ("column", value.column), ("value", value.text), ("reason", value.reason.rawValue),
            ("detail", value.detail),
        ]
        appendTexts(texts, to: &buffer)
        appendOriginal(of: value.span, in: chunk, to: &buffer)
        buffer.append("}\n")
    }

    private func appendPlace(of span: RecordSpan, in chunk: Chunk, to buffer: inout OutputBuffer) {
        buffer.append(",\"file\":")
        buffer.appendJSONString(inputNames[chunk.inputIndex])
        buffer.append(",\"line\":")
        buffer.append(chunk.firstLine + Int(span.line))
        buffer.append(",\"byte_offset\":")
        buffer.append(chunk.byteOffset + Int(span.start))
    }

    private func appendTexts(_ texts: [(name: String, text: String)], to buffer: inout OutputBuffer) {
        for (name, text) in texts {
            buffer.append(utf8: ",\"\(name)\":")
            buffer.appendJSONString(text)
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
        let texts = [("rule", rule), ("operation", operation), ("reason", reason), ("detail", detail)]
        appendTexts(texts, to: &buffer)
        buffer.append("}\n")
    }

    /// As text where it is text, otherwise in Base64 (RFC 4648).
    private func appendOriginal(of span: RecordSpan, in chunk: Chunk, to buffer: inout OutputBuffer) {
        let bytes = UnsafeBufferPointer(start: chunk.bytes + Int(span.start), count: Int(span.end - span.start))
        let end = buffer.count
        buffer.append(",\"original\":")
        if buffer.appendJSONString(bytes) { return }
        buffer.truncate(to: end)
        buffer.append(",\"original_base64\":\"")
        buffer.append(utf8: Data(bytes).base64EncodedString())
        buffer.append("\"")
    }
}
