import Foundation

/// Splits chunks of Zeek logs. Values are never quoted; unset and empty ones become empty; `\xHH` escapes stay as they are.
/// Lines that begin with `#` are no records.
final class ZeekTokenizer: Tokenizer {
    private let layout: InputLayout
    private let sink = UnsafeMutablePointer<FieldSink>.allocate(capacity: 1)

    /// - Parameter wanted: Columns whose values are needed.
    init(_ layout: InputLayout, wanted: ColumnSet = .all) {
        self.layout = layout
        sink.initialize(to: FieldSink(wanted: wanted))
    }

    deinit { sink.deallocate() }

    func tokenize(_ chunk: Chunk, isLast: Bool) -> Bool {
        sink.pointee.begin(chunk.batch)
        var records = RecordCollector(chunk, sink: sink, expectedFields: layout.columns.count)
        let bytes = UnsafePointer(chunk.bytes)
        var position = 0
        while position < chunk.count {
            let line = place(bytes, from: position, to: chunk.count)
            if line.end == position || bytes[position] == UInt8(ascii: "#") {
                records.close(at: line)
            } else if let difference = chunk.foreignFields {
                records.rejectRecord(at: line, .fieldsChanged, difference)
            } else {
                split(bytes, from: position, to: line.end)
                records.close(at: line)
            }
            if line.next > line.end { records.line += 1 }
            position = line.next
        }
        records.finish(chunk.batch)
        return true
    }

    private func place(_ bytes: UnsafePointer<UInt8>, from position: Int, to end: Int) -> LineBreaks.Place {
        guard let found = memchr(bytes + position, 0x0A, end - position) else {
            return LineBreaks.Place(end: end, next: end)
        }
        let feed = UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
        let hasCR = feed > position && bytes[feed - 1] == 0x0D
        return LineBreaks.Place(end: hasCR ? feed - 1 : feed, next: feed + 1)
    }

    private func split(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) {
        var field = start
        while true {
            let found = memchr(bytes + field, Int32(layout.delimiter), end - field)
            let stop = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(bytes) } ?? end
            append(UnsafeBufferPointer(start: bytes + field, count: stop - field))
            if found == nil { return }
            field = stop + 1
        }
    }

    private func append(_ field: UnsafeBufferPointer<UInt8>) {
        var length = 0
        if sink.pointee.wantsValue, !equals(field, layout.unsetField), !equals(field, layout.emptyField),
            let source = field.baseAddress
        {
            memcpy(sink.pointee.target, source, field.count)
            length = field.count
        }
        sink.pointee.endField(length)
    }

    @inline(__always)
    private func equals(_ field: UnsafeBufferPointer<UInt8>, _ text: [UInt8]) -> Bool {
        field.count == text.count && field.elementsEqual(text)
    }
}
