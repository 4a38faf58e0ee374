/// The members of one JSON object in the forms that servers nearly always write, read straight from the bytes.
///
/// Every value that it gives is the one that ``LenientMembers`` gives. Anything else is ``NotPlain``: then ``LenientMembers`` has the word.
struct PlainObject {
    struct Member {
        /// Without the quotation marks.
        let name: Range<Int>
        let value: Range<Int>
    }

    let bytes: [UInt8]
    let members: [Member]

    /// - Throws: Unless the bytes are one object with blanks around it, in UTF-8.
    init(whole bytes: [UInt8]) throws(NotPlain) {
        var scanner = PlainScanner(bytes)
        scanner.skipBlanks()
        guard scanner.position < bytes.count, bytes[scanner.position] == UInt8(ascii: "{") else { throw NotPlain() }
        members = try scanner.members()
        scanner.skipBlanks()
        guard scanner.position == bytes.count, Self.isUTF8(bytes) else { throw NotPlain() }
        self.bytes = bytes
    }

    private init(_ bytes: [UInt8], at position: Int) throws(NotPlain) {
        var scanner = PlainScanner(bytes, at: position)
        members = try scanner.members()
        self.bytes = bytes
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }

    /// Nil for a missing member and for `null`.
    func object(_ name: String) throws(NotPlain) -> PlainObject? { try value(name).map(object(at:)) }

    func name(_ member: Member) -> String { text(in: member.name) }

    /// - Throws: Unless an object stands there.
    func object(at place: Range<Int>) throws(NotPlain) -> PlainObject {
        guard isObject(place) else { throw NotPlain() }
        return try PlainObject(bytes, at: place.lowerBound)
    }

    func isObject(_ place: Range<Int>) -> Bool { bytes[place.lowerBound] == UInt8(ascii: "{") }

    private func value(_ name: String) -> Range<Int>? {
        let place = members.first { isNamed($0, name) { $0 == $1 } }?.value
        return place.flatMap { bytes[$0.lowerBound] == UInt8(ascii: "n") ? nil : $0 }
    }

    private func isNamed(_ member: Member, _ name: String, _ areEqual: (UInt8, UInt8) -> Bool) -> Bool {
        guard member.name.count == name.utf8.count else { return false }
        var place = member.name.lowerBound
        for byte in name.utf8 {
            guard areEqual(bytes[place], byte) else { return false }
            place += 1
        }
        return true
    }

    private func text(in place: Range<Int>) -> String { String(decoding: bytes[place], as: UTF8.self) }

    private func string(in place: Range<Int>) throws(NotPlain) -> String {
        let inner = place.lowerBound + 1..<place.upperBound - 1
        guard bytes[inner].contains(UInt8(ascii: "\\")) else { return text(in: inner) }
        guard let string = JSONText(checked: bytes[place]).string else { throw NotPlain() }
        return string
    }
}

extension PlainObject: RecordMembers {
    func text(_ name: String) throws -> String? {
        guard let place = value(name) else { return nil }
        switch bytes[place.lowerBound] {
        case UInt8(ascii: "\""):
            let string = try string(in: place)
            return string.isEmpty ? nil : string
        case UInt8(ascii: "{"), UInt8(ascii: "["): return nil
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return text(in: place)
        default: return String(try integer(in: place))
        }
    }

    func integer(_ name: String) throws -> Int64? {
        guard let place = value(name) else { return nil }
        guard bytes[place.lowerBound] == UInt8(ascii: "\"") else { return try integer(in: place) }
        guard let text = try text(name) else { return nil }
        guard let number = Int64(text) else { throw NotPlain() }
        return number
    }

    func decimal(_ name: String) throws -> Double? {
        guard let place = value(name) else { return nil }
        guard bytes[place.lowerBound] == UInt8(ascii: "\"") else { return try decimal(in: place) }
        guard let text = try text(name) else { return nil }
        guard let number = Double(text), number.isFinite else { throw NotPlain() }
        return number
    }

    func ownerName(_ name: String) throws -> String? {
        guard let owner = try object(name) else { return nil }
        // A number in the wrong form makes the whole answer unreadable, whoever needs it.
        _ = try owner.integer("id")
        return try owner.text("name")
    }

    func tagNames(_ name: String) throws -> [String]? {
        guard let place = value(name) else { return nil }
        guard bytes[place.lowerBound] == UInt8(ascii: "[") else { throw NotPlain() }
        var scanner = PlainScanner(bytes, at: place.lowerBound)
        return try scanner.elements().compactMap { try object(at: $0).text("name") }
    }

    func texts(_ names: Set<String>) throws -> [String: String] {
        var texts: [String: String] = [:]
        for name in names {
            var found: Member?
            for member in members where isNamed(member, name, { $0.lowercased == $1 }) {
                guard found == nil else { throw NotPlain() }
                found = member
            }
            if let found { texts[name] = try text(self.name(found)) }
        }
        return texts
    }

    /// Fifteen digits fit a `Double` exactly, and so does a power of ten with fifteen zeros: so their quotient is the nearest one.
    private func decimal(in place: Range<Int>) throws(NotPlain) -> Double {
        guard place.count <= 16, let point = bytes[place].firstIndex(of: UInt8(ascii: ".")) else {
            return Double(try integer(in: place, digits: 15))
        }
        let digits = bytes[place.lowerBound..<point] + bytes[(point + 1)..<place.upperBound]
        guard digits.first != UInt8(ascii: "-"), let number = Int64(String(decoding: digits, as: UTF8.self)) else {
            throw NotPlain()
        }
        let divisor = (point + 1..<place.upperBound).reduce(1.0) { product, _ in product * 10 }
        return Double(number) / divisor
    }

    /// - Throws: For anything but digits, with or without a minus; for too many of them; for a negative zero.
    private func integer(in place: Range<Int>, digits most: Int = 18) throws(NotPlain) -> Int64 {
        let isNegative = bytes[place.lowerBound] == UInt8(ascii: "-")
        var number: Int64 = 0
        let digits = bytes[place].dropFirst(isNegative ? 1 : 0)
        guard digits.count <= most else { throw NotPlain() }
        for digit in digits {
            guard 0x30...0x39 ~= digit else { throw NotPlain() }
            number = number * 10 + Int64(digit - 0x30)
        }
        guard !isNegative || number > 0 else { throw NotPlain() }
        return isNegative ? -number : number
    }
}
