import Tabular

/// A text tokenized as one chunk, in a form that tests can compare.
struct TokenizedLines {
    let chunk: Chunk
    let records: [[String]]
    var rejected: [RejectedRecord] { chunk.batch.rejected }

    /// - Parameter slack: Stale bytes behind the text, as a recycled chunk has them.
    init(_ text: [UInt8], paths: [String] = [], member: String? = "tc", stale: [UInt8] = Array("9}9]\"".utf8)) {
        chunk = Chunk(capacity: text.count + stale.count, fieldsPerRecord: paths.count)
        for (index, byte) in (text + stale).enumerated() { chunk.bytes[index] = byte }
        chunk.count = text.count
        _ = JSONLinesTokenizer(paths: paths, member: member).tokenize(chunk, isLast: true)
        let view = chunk.batch.view
        records = (0..<view.count).map { record in
            paths.indices.map { String(decoding: view.value(record: record, column: $0), as: UTF8.self) }
        }
    }

    init(_ text: String, paths: [String] = [], member: String? = "tc") {
        self.init(Array(text.utf8), paths: paths, member: member)
    }

    func bytes(_ span: RecordSpan) -> [UInt8] {
        Array(UnsafeBufferPointer(start: chunk.bytes + Int(span.start), count: Int(span.next - span.start)))
    }

    var spans: [RecordSpan] {
        let view = chunk.batch.view
        return (0..<view.count).map { view.span(record: $0) }
    }
}

/// The values of one path in one object.
func value(_ path: String, in object: String) -> String? {
    TokenizedLines(object, paths: [path]).records.first?.first
}
