/// What is JSON, or nearly so, in a form that only a full decoder reads, or describes the defects of.
struct NotPlain: Error {}

/// Finds the parts of JSON where they stand, without a copy. Accepts a part of RFC 8259 only: names are ASCII without escapes, and
/// differ from each other.
struct PlainScanner {
    let bytes: [UInt8]
    private(set) var position: Int

    /// Deeper nesting is left to others.
    private static let depthLimit = 64

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    /// The members of the object that begins here.
    mutating func members() throws(NotPlain) -> [PlainObject.Member] {
        var members: [PlainObject.Member] = []
        members.reserveCapacity(24)
        try list(end: UInt8(ascii: "}")) { scanner throws(NotPlain) in
            let member = try scanner.member(depth: 0)
            guard !members.contains(where: { scanner.areEqual($0.name, member.name) }) else { throw NotPlain() }
            members.append(member)
        }
        return members
    }

    /// Where the elements of the array that begins here stand.
    mutating func elements() throws(NotPlain) -> [Range<Int>] {
        var elements: [Range<Int>] = []
        try list(end: UInt8(ascii: "]")) { scanner throws(NotPlain) in elements.append(try scanner.value(depth: 0)) }
        return elements
    }

    mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || 0x09...0x0A ~= byte || byte == 0x0D { position += 1 }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func areEqual(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
        left.count == right.count && bytes[left] == bytes[right]
    }

    private mutating func take(_ byte: UInt8) throws(NotPlain) {
        guard current == byte else { throw NotPlain() }
        position += 1
    }

    private mutating func list(
        end: UInt8,
        _ element: (inout PlainScanner) throws(NotPlain) -> Void
    ) throws(NotPlain) {
        position += 1
        skipBlanks()
        if current == end { return position += 1 }
        while true {
            try element(&self)
            skipBlanks()
            if current == end { return position += 1 }
            try take(UInt8(ascii: ","))
        }
    }

    private mutating func member(depth: Int) throws(NotPlain) -> PlainObject.Member {
        skipBlanks()
        let name = try name()
        skipBlanks()
        try take(UInt8(ascii: ":"))
        return PlainObject.Member(name: name, value: try value(depth: depth))
    }

    /// Passes over one value with the blanks before it.
    private mutating func value(depth: Int) throws(NotPlain) -> Range<Int> {
        skipBlanks()
        guard depth < Self.depthLimit else { throw NotPlain() }
        let start = position
        switch current {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"):
            try list(end: UInt8(ascii: "}")) { scanner throws(NotPlain) in _ = try scanner.member(depth: depth + 1) }
        case UInt8(ascii: "["):
            try list(end: UInt8(ascii: "]")) { scanner throws(NotPlain) in _ = try scanner.value(depth: depth + 1) }
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
        return start..<position
    }

    private mutating func name() throws(NotPlain) -> Range<Int> {
        try take(UInt8(ascii: "\""))
        let start = position
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard 0x20..<0x80 ~= byte, byte != UInt8(ascii: "\\") else { throw NotPlain() }
            position += 1
        }
        try take(UInt8(ascii: "\""))
        return start..<position - 1
    }

    private mutating func string() throws(NotPlain) {
        position += 1
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw NotPlain() }
            position += 1
            if byte == UInt8(ascii: "\\") { try escape() }
        }
        try take(UInt8(ascii: "\""))
    }

    private mutating func escape() throws(NotPlain) {
        guard let byte = current, "\"\\/bfnrtu".utf8.contains(byte) else { throw NotPlain() }
        position += 1
        guard byte == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = current, Character(UnicodeScalar(digit)).isHexDigit else { throw NotPlain() }
            position += 1
        }
    }

    private mutating func word(_ word: StaticString) throws(NotPlain) {
        for offset in 0..<word.utf8CodeUnitCount { try take(word.utf8Start[offset]) }
    }

    /// No exponent.
    private mutating func number() throws(NotPlain) {
        if current == UInt8(ascii: "-") { position += 1 }
        let start = position
        try digits()
        guard bytes[start] != UInt8(ascii: "0") || position == start + 1 else { throw NotPlain() }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        guard current != UInt8(ascii: "e"), current != UInt8(ascii: "E") else { throw NotPlain() }
    }

    private mutating func digits() throws(NotPlain) {
        let start = position
        while let digit = current, 0x30...0x39 ~= digit { position += 1 }
        guard position > start else { throw NotPlain() }
    }
}
