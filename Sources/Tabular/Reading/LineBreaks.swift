import Foundation

/// Finds physical line ends: LF, CR, or CR and LF together. Each search is remembered, so walking is linear
/// also where one kind is rare. Positions asked for must not decrease.
struct LineBreaks {
    struct Place {
        /// First byte of the line break.
        var end: Int
        /// One past the line break.
        var next: Int
    }

    let bytes: UnsafePointer<UInt8>
    let count: Int
    private var nextLF = -1
    private var nextCR = -1

    init(_ bytes: UnsafePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    /// The first line break at or after `position`, or nil. A CR that is the last byte counts as a line break of its own.
    @inline(__always)
    mutating func first(from position: Int) -> Place? {
        if nextLF < position { nextLF = find(0x0A, from: position) }
        if nextCR < position { nextCR = find(0x0D, from: position) }
        if nextCR < nextLF { return Place(end: nextCR, next: nextCR + (nextCR + 1 == nextLF ? 2 : 1)) }
        return nextLF < count ? Place(end: nextLF, next: nextLF + 1) : nil
    }

    /// The line break of the line at `position`, for which the end of the input will do. Nil while it is not certain.
    mutating func place(from position: Int, atEnd: Bool) -> Place? {
        guard let found = first(from: position) else { return atEnd ? Place(end: count, next: count) : nil }
        // An LF that belongs to a CR may still come.
        let isOpenCR = found.next == count && found.end + 1 == count && bytes[found.end] == 0x0D
        return isOpenCR && !atEnd ? nil : found
    }

    @inline(__always)
    private func find(_ byte: Int32, from position: Int) -> Int {
        guard position < count, let found = memchr(bytes + position, byte, count - position) else { return Int.max - 1 }
        return UnsafeRawPointer(found) - UnsafeRawPointer(bytes)
    }
}
