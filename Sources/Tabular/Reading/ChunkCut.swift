internal import CStructure
import Foundation

/// Where the next chunk ends.
enum ChunkCut: Equatable {
    /// Whole records in that many bytes.
    case records(count: Int, condemned: [CondemnedLine] = [], isExact: Bool)
    /// The first line exceeds the limit.
    case oversized
    /// Not decidable with these bytes.
    case more
    /// Only parsing can tell.
    case unclear
}

/// Decides how many of the bytes at hand make the next chunk. Pure; the rules for sizes are those of the options.
struct ChunkCutter {
    let target: Int
    let limit: Int

    init(_ options: ReaderOptions) {
        target = options.targetBytes
        limit = options.maxRecordBytes
    }

    /// For formats whose records are lines: the last line feed within the target, or else the first one.
    func cutLines(_ bytes: UnsafePointer<UInt8>, count: Int, atEnd: Bool) -> ChunkCut {
        if atEnd && count <= target { return .records(count: count, isExact: true) }
        let window = UnsafeBufferPointer(start: bytes, count: min(count, target))
        if let last = window.lastIndex(of: 0x0A) { return .records(count: last + 1, isExact: true) }
        guard let first = memchr(bytes, 0x0A, count) else {
            if count >= limit + 2 { return .oversized }
            return atEnd ? (count <= limit ? .records(count: count, isExact: true) : .oversized) : .more
        }
        let end = UnsafeRawPointer(first) - UnsafeRawPointer(bytes)
        let hasCR = end > 0 && bytes[end - 1] == 0x0D
        return end - (hasCR ? 1 : 0) > limit ? .oversized : .records(count: end + 1, isExact: true)
    }

    /// For CSV: the last line break behind an even number of quotes. Right unless quotes stand where CSV has none;
    /// the tokenizer notices.
    func cutAtEvenQuotes(_ bytes: UnsafePointer<UInt8>, count: Int, atEnd: Bool, quote: UInt8) -> ChunkCut {
        if !(atEnd && count <= target) {
            let window = min(count, target)
            let quotes = tcenrich_count(bytes, window, quote)
            if let end = lastEvenBreak(bytes, window, quotes: quotes, quote: quote) {
                return .records(count: end, isExact: false)
            }
        }
        let window = min(count, limit)
        let quotes = tcenrich_count(bytes, window, quote)
        if atEnd && count <= limit {
            return quotes.isMultiple(of: 2) ? .records(count: count, isExact: false) : .unclear
        }
        if let end = lastEvenBreak(bytes, window, quotes: quotes, quote: quote) {
            return .records(count: end, isExact: false)
        }
        return count >= limit ? .unclear : .more
    }

    /// For CSV: parses the records one by one.
    func cutExactly(
        _ bytes: UnsafePointer<UInt8>,
        count: Int,
        atEnd: Bool,
        origin: Int,
        scanner: RecordScanner
    ) -> ChunkCut {
        var stretch = RecordScanner.Stretch(bytes, count: count, origin: origin, atEnd: atEnd)
        var condemned: [CondemnedLine] = []
        var position = 0
        scanning: while position < min(count, target) {
            switch scanner.step(from: position, in: &stretch) {
            case .record(_, let next):
                if next > target && position > 0 { break scanning }
                position = next
            case .condemned(let line):
                if line.next > target && position > 0 { break scanning }
                condemned.append(line)
                position = line.next
            case .oversized:
                if position == 0 { return .oversized }
                break scanning
            case .more:
                if position == 0 { return .more }
                break scanning
            }
        }
        return .records(count: position, condemned: condemned, isExact: true)
    }

    /// One past the last line break within `count` bytes that has an even number of quotes before it. LF is preferred; a file
    /// without any is cut behind a CR, if the byte after it is known not to belong to it.
    private func lastEvenBreak(_ bytes: UnsafePointer<UInt8>, _ count: Int, quotes: Int, quote: UInt8) -> Int? {
        var isEven = quotes.isMultiple(of: 2)
        var behindCR: Int?
        var index = count - 1
        while index >= 0 {
            let byte = bytes[index]
            if byte == quote {
                isEven.toggle()
            } else if isEven {
                if byte == 0x0A { return index + 1 }
                if byte == 0x0D, behindCR == nil, index + 1 < count { behindCR = index + 1 }
            }
            index -= 1
        }
        return behindCR
    }
}
