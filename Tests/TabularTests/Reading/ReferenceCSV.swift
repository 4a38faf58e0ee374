import Tabular

/// The rules of CSV reading once more, written for clarity and sharing nothing with the reader: one pass, no chunks, no libcsv.
struct ReferenceCSV {
    var bytes: [UInt8]
    var delimiter = UInt8(ascii: ",")
    var quote = UInt8(ascii: "\"")
    var limit = 1 << 20
    var hasHeader = true

    /// Records and rejects in order. Takes the number of columns from the first record.
    func found() -> [Found] {
        var result: [Found] = []
        var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var columns: Int?
        var line = 0
        while position < bytes.count {
            let physical = lineEnd(from: position)
            var place = Found.Place(input: 0, start: position, end: physical, next: pastBreak(physical), line: line)
            let record = self.record(from: position)
            if physical - position > limit {
                (place.end, place.next) = (position + limit, position + limit)
                result.append(.rejected(place, .recordTooLong))
                position = pastBreak(physical)
            } else if physical == position {
                position = place.next
            } else if let record, record.end - position <= limit {
                (place.end, place.next) = (record.end, pastBreak(record.end))
                if columns == nil && hasHeader {
                    columns = record.fields.count
                } else {
                    columns = columns ?? record.fields.count
                    result.append(judged(record.fields, place, columns))
                }
                position = place.next
            } else {
                result.append(.rejected(place, .unterminatedQuote))
                position = place.next
            }
            line += breaks(in: place.start..<position)
        }
        return result
    }

    private func judged(_ fields: [[UInt8]], _ place: Found.Place, _ columns: Int?) -> Found {
        if String(validating: bytes[place.start..<place.end], as: UTF8.self) == nil {
            return .rejected(place, .invalidUTF8)
        }
        return fields.count == columns ? .record(place, fields: fields) : .rejected(place, .raggedRow)
    }

    private func isBreak(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }
    private func isBlank(_ index: Int) -> Bool {
        bytes[index] != delimiter && (bytes[index] == 0x20 || bytes[index] == 0x09)
    }

    private func lineEnd(from position: Int) -> Int {
        (position..<bytes.count).first(where: isBreak) ?? bytes.count
    }

    private func pastBreak(_ end: Int) -> Int {
        if end == bytes.count { return end }
        return bytes[end] == 0x0D && end + 1 < bytes.count && bytes[end + 1] == 0x0A ? end + 2 : end + 1
    }

    private func breaks(in range: Range<Int>) -> Int {
        var (total, position) = (0, range.lowerBound)
        while let end = (position..<range.upperBound).first(where: isBreak) {
            (total, position) = (total + 1, pastBreak(end))
        }
        return total
    }

    /// Nil when a quoted field is not closed.
    private func record(from start: Int) -> (fields: [[UInt8]], end: Int)? {
        var fields: [[UInt8]] = []
        var position = start
        while true {
            guard let (value, end) = field(from: position) else { return nil }
            fields.append(value)
            if end == bytes.count || isBreak(end) { return (fields, end) }
            position = end + 1
        }
    }

    private func field(from start: Int) -> (value: [UInt8], end: Int)? {
        var content = start
        while content < bytes.count, isBlank(content) { content += 1 }
        if content < bytes.count, bytes[content] == quote { return quoted(from: content + 1) }
        let end = (start..<bytes.count).first { bytes[$0] == delimiter || isBreak($0) } ?? bytes.count
        return (Array(bytes[start..<end]), end)
    }

    /// As libcsv: a quote may close the field, blanks may follow it; anything else makes it an ordinary character.
    private func quoted(from start: Int) -> (value: [UInt8], end: Int)? {
        var value: [UInt8] = []
        var blanksSinceQuote: Int?
        for index in start..<bytes.count {
            let byte = bytes[index]
            if let blanks = blanksSinceQuote {
                if byte == delimiter || isBreak(index) { return (value.dropLast(blanks + 1), index) }
                if byte == quote && blanks == 0 {
                    blanksSinceQuote = nil
                    continue
                }
                blanksSinceQuote = isBlank(index) ? blanks + 1 : byte == quote ? 0 : nil
            } else if byte == quote {
                blanksSinceQuote = 0
            }
            value.append(byte)
        }
        return blanksSinceQuote.map { (value.dropLast($0 + 1), bytes.count) }
    }
}

extension ReferenceCSV {
    init(_ text: String) { self.init(bytes: Array(text.utf8)) }
}
