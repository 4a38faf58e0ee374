import Foundation

/// Feeds libcsv so that blanks at the edges of unquoted fields survive.
///
/// libcsv's own rule for blanks stays in force around quoted fields; unquoted fields are fed with a rule that knows no blanks.
struct FieldFeeder {
    let parser: CSVParser
    let delimiter: UInt8
    let quote: UInt8

    /// Feeds one physical line with its line break, or the last line without one.
    func feed(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) {
        guard FieldEdges.haveBlanks(bytes, from: start, to: end, delimiter: delimiter) else {
            return parser.parse(bytes + start, end - start)
        }
        var position = start
        while position < end {
            if parser.isInsideQuotes {
                let stop = find(quote, bytes, from: position, to: end)
                parser.parse(bytes + position, stop - position)
                position = stop
            } else if parser.isBeforeField {
                position = feedFieldStart(bytes, from: position, to: end)
            } else {
                // Behind a quote that may have ended its field, byte by byte until that is decided.
                parser.parse(bytes + position, 1)
                position += 1
            }
        }
    }

    private func feedFieldStart(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        var content = start
        while content < end, FieldEdges.isBlank(bytes[content], delimiter) { content += 1 }
        if content < end, bytes[content] == quote {
            parser.parse(bytes + content, 1)
            return content + 1
        }
        let stop = find(delimiter, bytes, from: start, to: end)
        parser.keepBlanks(true)
        parser.parse(bytes + start, stop - start)
        parser.keepBlanks(false)
        return stop
    }

    /// One past the first occurrence, or `end`.
    private func find(_ byte: UInt8, _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Int {
        guard let found = memchr(bytes + start, Int32(byte), end - start) else { return end }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes) + 1
    }
}
