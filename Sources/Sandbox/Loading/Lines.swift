import Foundation

extension Data {
    /// Calls `body` with each line, without its LF or CRLF, and its one-based number. A byte order mark is left out.
    func forEachLine(_ body: (_ line: UnsafeBufferPointer<UInt8>, _ number: Int) -> Void) {
        withUnsafeBytes { raw in
            var rest = raw.bindMemory(to: UInt8.self)[...]
            if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
            var number = 0
            while !rest.isEmpty {
                let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                var line = rest[rest.startIndex..<end]
                if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
                number += 1
                body(UnsafeBufferPointer(rebasing: line), number)
                rest = rest[Swift.min(end + 1, rest.endIndex)...]
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The pieces between tabs, empty ones included.
    var tabSeparated: [UnsafeBufferPointer<UInt8>] {
        split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(UnsafeBufferPointer.init(rebasing:))
    }

    /// Invalid UTF-8 is repaired.
    var text: String { String(decoding: self, as: UTF8.self) }
}
