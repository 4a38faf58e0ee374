extension OutputBuffer {
    /// A JSON Lines record as it came in, with one member added in front of its closing brace.
    ///
    /// Without the comma and the member, the result is the record's own bytes; blanks and the line terminator, if there
    /// is one, stay.
    /// - Parameters:
    ///   - member: Name and value, such as `"tc":{"status":"hit"}`, in JSON.
    ///   - chunk: The bytes that `span` refers to. The record must come from the JSON Lines tokenizer.
    package mutating func appendRecord(
        _ span: RecordSpan,
        of chunk: UnsafePointer<UInt8>,
        addingMember member: UnsafeBufferPointer<UInt8>
    ) {
        reserve(Int(span.next - span.start) + member.count + 1)
        appendOpening(span, of: chunk)
        append(member)
        appendClosing(span, of: chunk)
    }

    /// The record up to where the member goes, with the comma that separates it from the members before.
    package mutating func appendOpening(_ span: RecordSpan, of chunk: UnsafePointer<UInt8>) {
        let (start, insertion) = (Int(span.start), Int(span.insertion))
        append(UnsafeBufferPointer(start: chunk + start, count: insertion - start))
        if hasMembers(chunk, before: insertion) { append(UInt8(ascii: ",")) }
    }

    /// The rest of the record, from its closing brace to its line terminator.
    package mutating func appendClosing(_ span: RecordSpan, of chunk: UnsafePointer<UInt8>) {
        append(UnsafeBufferPointer(start: chunk + Int(span.insertion), count: Int(span.next - span.insertion)))
    }

    /// No value ends with an opening brace, so one in front of the closing brace means an empty object.
    private func hasMembers(_ chunk: UnsafePointer<UInt8>, before insertion: Int) -> Bool {
        var index = insertion - 1
        while chunk[index] == 0x20 || chunk[index] == 0x09 || chunk[index] == 0x0D { index -= 1 }
        return chunk[index] != UInt8(ascii: "{")
    }
}
