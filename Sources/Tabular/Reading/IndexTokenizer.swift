internal import CStructure
internal import Foundation

/// Splits CSV and TSV chunks along an index of their delimiters and line breaks, made many bytes at a time.
///
/// Gives what ``CSVTokenizer`` gives, which also takes over every chunk with a quote where RFC 4180 has none: that one is the reference.
package final class IndexTokenizer: Tokenizer {
    private let delimiter: UInt8
    private let quote: UInt8
    private let expectedFields: Int?
    private let reference: CSVTokenizer
    private var positions = PositionBuffer()
    private let sink: UnsafeMutablePointer<FieldSink>

    /// - Parameters:
    ///   - expectedFields: Fields every record must have; nil accepts any number.
    ///   - wanted: Columns whose values are needed.
    package init(delimiter: UInt8, quote: UInt8, expectedFields: Int?, wanted: ColumnSet = .all) {
        self.delimiter = delimiter
        self.quote = quote
        self.expectedFields = expectedFields
        reference = CSVTokenizer(
            delimiter: delimiter,
            quote: quote,
            expectedFields: expectedFields,
            wanted: wanted
        )
        sink = .allocate(capacity: 1)
        sink.initialize(to: FieldSink(wanted: wanted))
    }

    deinit { sink.deallocate() }

    package func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool {
        guard chunk.condemned.isEmpty, chunk.count < 1 << 31 else { return reference.tokenize(chunk, isLast: isLast) }
        let positions = positions.room(for: chunk.count)
        let found = tcenrich_find_structure(chunk.bytes, chunk.count, delimiter, quote, positions.baseAddress)
        guard found.is_regular else { return reference.tokenize(chunk, isLast: isLast) }
        guard !found.ends_inside_quotes else { return false }
        sink.pointee.begin(chunk.batch)
        var records = RecordCollector(
            chunk,
            sink: sink,
            expectedFields: expectedFields,
            isASCII: found.is_ascii
        )
        var fields = FieldCopier(chunk, quote: quote)
        let (bytes, delimiter) = (UnsafePointer(chunk.bytes), delimiter)
        for position in UnsafeBufferPointer(rebasing: positions[..<found.count]) {
            if position & TCENRICH_IN_QUOTES != 0 {
                records.line += fields.beginsBreak(at: Int(position & ~TCENRICH_IN_QUOTES)) ? 1 : 0
                continue
            }
            let end = Int(position)
            if bytes[end] == delimiter {
                fields.append(upTo: end, next: end + 1, to: &sink.pointee)
            } else if fields.beginsBreak(at: end) {
                close(end, &records, &fields, hasBreak: true)
            }
        }
        if fields.start < chunk.count || fields.isInRecord {
            guard isLast else { return false }
            close(chunk.count, &records, &fields, hasBreak: false)
        }
        records.finish(chunk.batch)
        return true
    }

    /// Ends a line: the record that stands on it, if it is not blank.
    @inline(__always)
    private func close(_ end: Int, _ records: inout RecordCollector, _ fields: inout FieldCopier, hasBreak: Bool) {
        let next = hasBreak ? fields.behindBreak(at: end) : end
        if end > fields.start || fields.isInRecord {
            fields.append(upTo: end, next: next, to: &sink.pointee)
        }
        fields.beginRecord(at: next)
        records.close(at: LineBreaks.Place(end: end, next: next))
        if hasBreak { records.line += 1 }
    }
}

/// Copies fields to where values lie end to end, quoted ones without their quotes.
private struct FieldCopier {
    /// First byte of the field that is next.
    private(set) var start = 0
    /// Whether a field of the record was taken already.
    private(set) var isInRecord = false
    private let bytes: UnsafePointer<UInt8>
    private let count: Int
    private let quote: UInt8

    init(_ chunk: Chunk, quote: UInt8) {
        bytes = UnsafePointer(chunk.bytes)
        count = chunk.count
        self.quote = quote
    }

    mutating func beginRecord(at position: Int) {
        start = position
        isInRecord = false
    }

    /// Whether a line break begins here: the second half of CR LF does not.
    @inline(__always)
    func beginsBreak(at position: Int) -> Bool {
        !(bytes[position] == 0x0A && position > 0 && bytes[position - 1] == 0x0D)
    }

    /// One past the line break.
    @inline(__always)
    func behindBreak(at position: Int) -> Int {
        let isPair = bytes[position] == 0x0D && position + 1 < count && bytes[position + 1] == 0x0A
        return position + (isPair ? 2 : 1)
    }

    @inline(__always)
    mutating func append(upTo end: Int, next: Int, to sink: inout FieldSink) {
        var length = 0
        if sink.wantsValue {
            let target = sink.target
            length = end > start && bytes[start] == quote ? unquote(upTo: end, to: target) : copy(upTo: end, to: target)
        }
        sink.endField(length)
        start = next
        isInRecord = true
    }

    /// In steps of 16 bytes: chunk and values have room for what is copied too far.
    @inline(__always)
    private func copy(from: Int, upTo end: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        let length = end - from
        let source = UnsafeRawPointer(bytes + from)
        let raw = UnsafeMutableRawPointer(target)
        var offset = 0
        repeat {
            let word = source.loadUnaligned(fromByteOffset: offset, as: SIMD2<UInt64>.self)
            raw.storeBytes(of: word, toByteOffset: offset, as: SIMD2<UInt64>.self)
            offset += 16
        } while offset < length
        return length
    }

    @inline(__always)
    private func copy(upTo end: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        copy(from: start, upTo: end, to: target)
    }

    /// The index has made sure that the field ends with a quote and that inner ones are doubled.
    @inline(__always)
    private func unquote(upTo end: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var from = start + 1
        let last = end - 1
        var length = 0
        while let found = memchr(bytes + from, Int32(quote), last - from) {
            let inner = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
            length += copy(from: from, upTo: inner + 1, to: target + length)
            from = inner + 2
        }
        return length + copy(from: from, upTo: last, to: target + length)
    }
}
