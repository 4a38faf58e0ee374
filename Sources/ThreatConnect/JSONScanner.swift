/// Checks that bytes are one JSON value (RFC 8259) and drops the blanks between its parts.
struct JSONScanner {
    private let bytes: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    /// Deeper nesting is refused: nobody writes it, and it would exhaust the stack.
    private static let depthLimit = 512

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    mutating func compacted() throws(JSONTextError) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        try value(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw problem("there is more after the end") }
        guard String(validating: output, as: UTF8.self) != nil else { throw problem("the text is not UTF-8") }
        return output
    }

    private mutating func value(depth: Int) throws(JSONTextError) {
        guard depth < Self.depthLimit else { throw problem("the nesting is too deep") }
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): try list(end: UInt8(ascii: "}"), depth: depth, named: true)
        case UInt8(ascii: "["): try list(end: UInt8(ascii: "]"), depth: depth, named: false)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func list(end: UInt8, depth: Int, named: Bool) throws(JSONTextError) {
        take()
        skipBlanks()
        if current == end { return take() }
        while true {
            if named {
                skipBlanks()
                guard current == UInt8(ascii: "\"") else { throw problem("a member's name is missing") }
                try string()
                skipBlanks()
                guard current == UInt8(ascii: ":") else { throw problem("a colon is missing") }
                take()
            }
            try value(depth: depth + 1)
            skipBlanks()
            if current == end { return take() }
            guard current == UInt8(ascii: ",") else { throw problem("a comma or an end is missing") }
            take()
        }
    }

    private mutating func string() throws(JSONTextError) {
        take()
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""): return take()
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw problem("a control character stands in a string")
            default: take()
            }
        }
        throw problem("a string does not end")
    }

    private mutating func escape() throws(JSONTextError) {
        take()
        guard let byte = current else { throw problem("a string does not end") }
        guard "\"\\/bfnrtu".utf8.contains(byte) else { throw problem("an escape is unknown") }
        take()
        guard byte == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = current, Character(UnicodeScalar(digit)).isHexDigit else {
                throw problem("an escape is incomplete")
            }
            take()
        }
    }

    private mutating func number() throws(JSONTextError) {
        if current == UInt8(ascii: "-") { take() }
        if current == UInt8(ascii: "0") { take() } else { try digits() }
        if current == UInt8(ascii: ".") {
            take()
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            take()
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { take() }
            try digits()
        }
    }

    private mutating func digits() throws(JSONTextError) {
        guard let first = current, 0x30...0x39 ~= first else { throw problem("a value is missing") }
        while let digit = current, 0x30...0x39 ~= digit { take() }
    }

    private mutating func word(_ text: String) throws(JSONTextError) {
        guard bytes[position...].starts(with: text.utf8) else { throw problem("a value is missing") }
        for _ in text.utf8 { take() }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take() {
        output.append(bytes[position])
        position += 1
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || 0x09...0x0A ~= byte || byte == 0x0D { position += 1 }
    }

    private func problem(_ text: String) -> JSONTextError { JSONTextError(offset: position, problem: text) }
}

/// The parts of a compact array or object that was checked before: elements, or names and values in turn.
struct JSONParts {
    private let bytes: [UInt8]
    private var position = 1

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() -> ArraySlice<UInt8>? {
        let start = position
        var depth = 0
        var inString = false
        while position < bytes.count {
            let byte = bytes[position]
            if inString {
                if byte == UInt8(ascii: "\\") { position += 1 }
                if byte == UInt8(ascii: "\"") { inString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): inString = true
                case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    if depth == 0 { return part(from: start) }
                    depth -= 1
                case UInt8(ascii: ","), UInt8(ascii: ":"):
                    if depth == 0 { return part(from: start) }
                default: break
                }
            }
            position += 1
        }
        return nil
    }

    /// Passes the separator or the end.
    private mutating func part(from start: Int) -> ArraySlice<UInt8>? {
        let part = bytes[start..<position]
        position += 1
        return part.isEmpty ? nil : part
    }
}
