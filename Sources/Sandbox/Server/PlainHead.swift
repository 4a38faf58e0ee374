/// The head of a request as nearly every client writes it, found in one pass over its bytes: several times as fast as a parser of
/// all that HTTP/1.1 allows.
struct PlainHead {
    /// `GET`, `POST`, `PUT` or `DELETE`
    private(set) var method = ""
    /// As on the request line.
    private(set) var target = ""
    private(set) var authorization: String?
    private(set) var timestamp: String?
    private(set) var isKeepAlive = true
    /// Bytes behind the head; nil where there is no `Content-Length`.
    private(set) var bodyLength: Int?
    /// Bytes up to the end of the blank line.
    private(set) var length = 0

    private static let longest = 16 << 10

    /// Returns nil for a head that is incomplete, or that has anything about which parsers might disagree.
    init?(_ bytes: UnsafeRawBufferPointer) {
        var scanner = HeadScanner(bytes: bytes)
        guard let method = Self.methods.first(where: { scanner.take($0) }), scanner.take(" "),
            let target = scanner.takeAll(HeadScanner.isOfTarget), target.first == UInt8(ascii: "/"),
            scanner.take(" HTTP/1.1\r\n")
        else { return nil }
        (self.method, self.target) = (method, Self.text(target))
        while !scanner.take("\r\n") {
            guard let name = scanner.takeAll(HeadScanner.isOfName), scanner.take(":"),
                let value = scanner.takeValue(), scanner.take("\r\n"), note(name, value)
            else { return nil }
        }
        guard scanner.place <= Self.longest else { return nil }
        length = scanner.place
    }

    private static let methods = ["GET", "POST", "PUT", "DELETE"]

    /// - Returns: Whether it is known what the field means here.
    private mutating func note(_ name: Slice<UnsafeRawBufferPointer>, _ value: Slice<UnsafeRawBufferPointer>) -> Bool {
        switch name.count {
        case 7 where Self.isSame(name, "upgrade"), 6 where Self.isSame(name, "expect"): return false
        case 9 where Self.isSame(name, "timestamp"): return Self.note(value, in: &timestamp)
        case 10 where Self.isSame(name, "connection"): return noteConnection(value)
        case 13 where Self.isSame(name, "authorization"): return Self.note(value, in: &authorization)
        case 14 where Self.isSame(name, "content-length"): return noteLength(value)
        case 17 where Self.isSame(name, "transfer-encoding"): return false
        default: break
        }
        return true
    }

    /// A second one may be joined to the first, or pushed aside by it.
    private static func note(_ value: Slice<UnsafeRawBufferPointer>, in field: inout String?) -> Bool {
        guard field == nil else { return false }
        field = text(value)
        return true
    }

    private mutating func noteConnection(_ value: Slice<UnsafeRawBufferPointer>) -> Bool {
        if Self.isSame(value, "close") { isKeepAlive = false }
        return !isKeepAlive || Self.isSame(value, "keep-alive")
    }

    private mutating func noteLength(_ value: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard bodyLength == nil, value.count < 10, value.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return false
        }
        bodyLength = Int(Self.text(value))
        return bodyLength != nil
    }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
    }

    /// - Parameter lowercased: Letters and hyphens.
    private static func isSame(_ bytes: Slice<UnsafeRawBufferPointer>, _ lowercased: StaticString) -> Bool {
        let wanted = UnsafeBufferPointer(start: lowercased.utf8Start, count: lowercased.utf8CodeUnitCount)
        return bytes.count == wanted.count && zip(bytes, wanted).allSatisfy { $0 | 0x20 == $1 }
    }
}

/// Takes one part of a head after the other.
private struct HeadScanner {
    let bytes: UnsafeRawBufferPointer
    private(set) var place = 0

    init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func take(_ text: String) -> Bool {
        let rest = bytes[place...]
        guard rest.starts(with: text.utf8) else { return false }
        place += text.utf8.count
        return true
    }

    /// At least one byte.
    mutating func takeAll(_ isWanted: (UInt8) -> Bool) -> Slice<UnsafeRawBufferPointer>? {
        let start = place
        while place < bytes.count, isWanted(bytes[place]) { place += 1 }
        return place > start ? bytes[start..<place] : nil
    }

    /// The value of a field without the blanks before it; nil for one with blanks behind it.
    mutating func takeValue() -> Slice<UnsafeRawBufferPointer>? {
        while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
        guard let value = takeAll({ (0x20...0x7E).contains($0) }) else { return nil }
        return value.last == UInt8(ascii: " ") ? nil : value
    }

    static func isOfName(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || byte == UInt8(ascii: "-") }

    /// Everything of RFC 3986 but `#` and brackets.
    static func isOfTarget(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'")...UInt8(ascii: "/"), UInt8(ascii: ":"),
            UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "@"), UInt8(ascii: "!"),
            UInt8(ascii: "$"), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: isLetterOrDigit(byte)
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte)
    }
}
