/// Finds the ends of CSV records one after the other by parsing them: the exact way of cutting.
///
/// Linear in the bytes also where every line opens a quote that is never closed: at a line break within a record the parser is
/// always in the same state, inside quotes. What one attempt learned about the lines that follow therefore holds for the next attempt.
final class RecordScanner {
    enum Step: Equatable {
        /// A record, or a blank line, ends before `next`.
        case record(end: Int, next: Int)
        /// The line opens a quoted field that is not closed in time.
        case condemned(CondemnedLine)
        /// The line is longer than the limit.
        case oversized
        /// Not decidable with these bytes.
        case more
    }

    private let limit: Int
    private let single: CSVParser
    /// Runs ahead inside a record of several lines; stands at `ahead`, started inside quotes at or before `aheadStart`.
    private let scout: CSVParser
    private var aheadStart = 0
    private var ahead = 0

    init(delimiter: UInt8, quote: UInt8, limit: Int) {
        self.limit = limit
        single = CSVParser(delimiter: delimiter, quote: quote)
        scout = CSVParser(delimiter: delimiter, quote: quote)
    }

    /// Looks at the record that begins at `start`.
    ///
    /// - Parameters:
    ///   - lines: The line breaks of all bytes at hand.
    ///   - origin: Absolute position of the first of these bytes.
    ///   - atEnd: Whether the input ends with these bytes.
    func step(from start: Int, lines: inout LineBreaks, origin: Int, atEnd: Bool) -> Step {
        guard let line = place(from: start, lines: &lines, atEnd: atEnd) else {
            return lines.count - start > limit + 1 ? .oversized : .more
        }
        if line.end - start > limit { return .oversized }
        single.reset()
        single.follow(lines.bytes + start, line.next - start)
        let isOpen = line.end == line.next ? single.isInsideQuotes : !single.isBetweenRecords
        if !isOpen { return .record(end: line.end, next: line.next) }
        return follow(start: start, line: line, lines: &lines, origin: origin, atEnd: atEnd)
    }

    private func follow(
        start: Int,
        line: LineBreaks.Place,
        lines: inout LineBreaks,
        origin: Int,
        atEnd: Bool
    ) -> Step {
        let condemned = Step.condemned(CondemnedLine(start: start, end: line.end, next: line.next))
        let position = origin + line.next
        if !(aheadStart <= position && position <= ahead && scout.isInsideQuotes) {
            scout.enterQuotes()
            (aheadStart, ahead) = (position, position)
        }
        while true {
            let from = ahead - origin
            if atEnd && from == lines.count { return condemned }
            guard let next = place(from: from, lines: &lines, atEnd: atEnd) else {
                return lines.count - start > limit + 1 ? condemned : .more
            }
            if next.end - start > limit { return condemned }
            scout.follow(lines.bytes + from, next.next - from)
            ahead = origin + next.next
            let isOpen = next.end == next.next ? scout.isInsideQuotes : !scout.isBetweenRecords
            if !isOpen {
                scout.reset()
                return .record(end: next.end, next: next.next)
            }
        }
    }

    /// The line break of the line at `position`; the end of the input is one. Nil while it is not certain.
    private func place(from position: Int, lines: inout LineBreaks, atEnd: Bool) -> LineBreaks.Place? {
        guard let found = lines.first(from: position) else {
            return atEnd ? LineBreaks.Place(end: lines.count, next: lines.count) : nil
        }
        // An LF that belongs to a CR may still come.
        let isOpenCR = found.next == lines.count && lines.bytes[found.end] == 0x0D && found.next == found.end + 1
        return isOpenCR && !atEnd ? nil : found
    }
}
