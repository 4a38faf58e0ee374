import Foundation

/// Finds blanks and tabs that stand beside a delimiter or a line break: where libcsv may drop them.
struct BlankRuns {
    private let bytes: UnsafePointer<UInt8>
    private let count: Int
    private let delimiter: UInt8
    private var nextSpace = -1
    private var nextTab = -1

    init(_ bytes: UnsafePointer<UInt8>, count: Int, delimiter: UInt8) {
        (self.bytes, self.count, self.delimiter) = (bytes, count, delimiter)
    }

    /// The first run of blanks at or after `position` that begins its line or follows a delimiter, or that ends the line or
    /// precedes a delimiter.
    ///
    /// - Parameters:
    ///   - position: The line's first byte or the end of the run before; must not decrease.
    ///   - lineEnd: One past the line break.
    mutating func firstAtEdge(from position: Int, lineEnd: Int) -> Range<Int>? {
        var from = position
        while true {
            let start = firstBlank(from: from)
            guard start < lineEnd else { return nil }
            var end = start + 1
            while end < lineEnd, isBlank(bytes[end]) { end += 1 }
            if start == position || bytes[start - 1] == delimiter || end == lineEnd || isEdge(bytes[end]) {
                return start..<end
            }
            from = end
        }
    }

    private mutating func firstBlank(from position: Int) -> Int {
        if nextSpace < position { nextSpace = find(0x20, from: position) }
        if nextTab < position { nextTab = find(0x09, from: position) }
        return min(nextSpace, nextTab)
    }

    private func find(_ byte: UInt8, from position: Int) -> Int {
        guard byte != delimiter, position < count,
            let found = memchr(bytes + position, Int32(byte), count - position)
        else { return Int.max }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }

    @inline(__always)
    private func isEdge(_ byte: UInt8) -> Bool { byte == delimiter || byte == 0x0A || byte == 0x0D }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool {
        (byte == 0x20 || byte == 0x09) && byte != delimiter
    }
}
