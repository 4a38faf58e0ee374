import CSimdJSON

/// Splits JSON Lines into records and takes the requested paths out of each, with simdjson.
///
/// Every line is checked completely: UTF-8 (RFC 3629), grammar (RFC 8259), at most 1,024 nested containers, an object.
/// Numbers are checked but never converted, so any size and precision passes and keeps its digits.
/// Half a surrogate pair in an escape is grammatical; the line passes, the value shows U+FFFD instead.
/// Lines of blanks are no records, but count as lines. A carriage return before the line feed belongs to the terminator.
///
/// A record has one field per path, in the order requested:
/// - a string gives its text, unescaped; a number or boolean its characters; null, `""` and a missing key nothing;
/// - an array or object gives all strings, numbers and booleans below it, joined by line feeds, keys left out.
///
/// A path names keys joined by dots. Keys may contain dots themselves (Zeek's `id.orig_h`): at every object the longest
/// key that fits is followed, and no other tried when that leads nowhere. Of equal keys the first counts.
/// Arrays on the way are mapped over: `headers.value` is the `value` of every element of `headers`.
package final class JSONLinesTokenizer: Tokenizer {
    private let handle: OpaquePointer
    private let pathCount: Int
    private let member: String

    /// - Parameter member: The member that will be added: an object that has it is rejected.
    package init(paths: [String], member: String? = nil) {
        guard let handle = Self.create(paths: paths, member: member) else {
            preconditionFailure("out of memory")
        }
        self.handle = handle
        pathCount = paths.count
        self.member = member ?? ""
    }

    deinit { csj_tokenizer_destroy(handle) }

    /// Always true: chunks of JSON Lines are cut at line feeds, which no JSON string contains.
    ///
    /// The chunk must have been made for at least as many fields per record as there are paths.
    package func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool {
        let batch = chunk.batch
        precondition(batch.fieldsPerRecord >= pathCount, "the chunk was made for fewer paths")
        batch.removeAll()
        var output = csj_batch()
        output.values = batch.values
        output.field_ends = batch.fieldEnds
        output.record_ends = batch.recordEnds
        output.spans = UnsafeMutableRawPointer(batch.spans).assumingMemoryBound(to: csj_span.self)
        let status = csj_tokenize(handle, chunk.bytes, chunk.count, &output)
        precondition(Int(status) == CSJ_OK, "out of memory")
        batch.recordCount = Int(output.record_count)
        batch.fieldCount = Int(output.field_count)
        batch.lineCount = Int(output.line_count)
        takeRejects(into: batch)
        return true
    }

    /// Checks that `text` is exactly one JSON value of any type, with nothing but blanks around it.
    package func problem(inValue text: [UInt8]) -> JSONProblem? {
        text.withUnsafeBufferPointer { JSONProblem(csj_validate_value(handle, $0.baseAddress, $0.count)) }
    }

    private func takeRejects(into batch: RecordBatch) {
        var count = 0
        let rejects = csj_rejects(handle, &count)
        for index in 0..<count {
            guard let reject = rejects?[index], let problem = JSONProblem(reject.problem) else { continue }
            batch.rejected.append(
                RejectedRecord(
                    reason: problem.reason,
                    detail: detail(of: problem),
                    span: RecordSpan(reject.span),
                    precedingRecords: reject.preceding_records
                )
            )
        }
    }

    private func detail(of problem: JSONProblem) -> String {
        switch problem.reason {
        case .notAnObject: "a JSON object was expected, found another JSON value"
        case .memberExists: "the object already has the member \"\(member)\" that would be added"
        default: problem.description
        }
    }

    /// Lends the texts to C, which copies them.
    private static func create(paths: [String], member: String?) -> OpaquePointer? {
        let texts = (paths + [member ?? ""]).map { Array($0.utf8CString) }
        let joined = texts.flatMap { $0 }
        return joined.withUnsafeBufferPointer { bytes in
            var offset = 0
            let views = texts.map { text in
                defer { offset += text.count }
                return csj_text(bytes: bytes.baseAddress.map { $0 + offset }, count: text.count - 1)
            }
            return views.withUnsafeBufferPointer { views in
                csj_tokenizer_create(
                    views.baseAddress,
                    paths.count,
                    member == nil ? nil : views.baseAddress.map { $0 + paths.count }
                )
            }
        }
    }
}

extension RecordSpan {
    init(_ span: csj_span) {
        self.init(start: span.start, end: span.end, next: span.next, insertion: span.insertion, line: span.line)
    }
}

/// UTF-8 check of any bytes with simdjson (RFC 3629).
package func isValidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return true }
    return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) { csj_validate_utf8($0, bytes.count) }
}
