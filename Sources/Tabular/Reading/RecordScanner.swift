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
    func step(from start: Int, in stretch: inout Stretch) -> Step {
        guard let line = stretch.near.place(from: start, atEnd: stretch.atEnd) else {
            return stretch.count - start > limit + 1 ? .oversized : .more
        }
        if line.end - start > limit { return .oversized }
        single.reset()
        single.follow(stretch.bytes + start, line.next - start)
        if isClosed(single, at: line) { return .record(end: line.end, next: line.next) }
        return follow(start: start, line: line, &stretch)
    }

    private func follow(start: Int, line: LineBreaks.Place, _ stretch: inout Stretch) -> Step {
        let condemned = Step.condemned(CondemnedLine(start: start, end: line.end, next: line.next))
        sendScout(to: stretch.origin + line.next)
        while true {
            let from = ahead - stretch.origin
            if stretch.atEnd && from == stretch.count { return condemned }
            guard let next = stretch.far.place(from: from, atEnd: stretch.atEnd) else {
                return stretch.count - start > limit + 1 ? condemned : .more
            }
            if next.end - start > limit { return condemned }
            scout.follow(stretch.bytes + from, next.next - from)
            ahead = stretch.origin + next.next
            if isClosed(scout, at: next) {
                scout.reset()
                return .record(end: next.end, next: next.next)
            }
        }
    }

    /// Has the scout inside quotes at `position`, or further on if it knows the way from there.
    private func sendScout(to position: Int) {
        if aheadStart <= position && position <= ahead && scout.isInsideQuotes { return }
        scout.enterQuotes()
        (aheadStart, ahead) = (position, position)
    }

    /// Whether the record ends with the line that was fed; the end of the input ends all but quotes.
    private func isClosed(_ parser: CSVParser, at line: LineBreaks.Place) -> Bool {
        line.end == line.next ? !parser.isInsideQuotes : parser.isBetweenRecords
    }
}

extension RecordScanner {
    /// The bytes at hand, to be scanned from front to back.
    struct Stretch {
        let bytes: UnsafePointer<UInt8>
        let count: Int
        /// Absolute position of the first byte.
        let origin: Int
        /// Whether the input ends with these bytes.
        let atEnd: Bool
        /// Line breaks at the record looked at, and at the scout: each of them only moves forward.
        var near: LineBreaks
        var far: LineBreaks

        init(_ bytes: UnsafePointer<UInt8>, count: Int, origin: Int, atEnd: Bool) {
            (self.bytes, self.count, self.origin, self.atEnd) = (bytes, count, origin, atEnd)
            near = LineBreaks(bytes, count: count)
            far = near
        }
    }
}
