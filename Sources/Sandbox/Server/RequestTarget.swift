/// The request target as it was on the request line, split but not decoded: routing looks at raw segments, so `%2F` inside
/// a value stays within its segment (API document, section 6).
struct RequestTarget: Sendable {
    let raw: String
    /// Without the leading slash: `api`, `v2`, `indicators` …
    let segments: [Substring]
    let query: QueryItems

    /// - Throws: ``Refusal`` when the query cannot be decoded.
    init(_ raw: String) throws(Refusal) {
        self.raw = raw
        let (path, query) = Self.cut(raw[...], at: UInt8(ascii: "?"))
        segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map(Substring.init)
        self.query = try QueryItems(query ?? "")
    }

    /// Returns nil unless every `%` begins an escape and the result is UTF-8. `+` stays `+`.
    static func decode(_ text: Substring, plusIsSpace: Bool = false) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
            return String(text)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else { return nil }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    fileprivate static func cut(_ text: Substring, at mark: UInt8) -> (Substring, Substring?) {
        guard let place = text.utf8.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<place], Substring(text.utf8[place...].dropFirst()))
    }
}

/// Decoded query parameters in the order sent; a name may occur more than once.
struct QueryItems: Sendable {
    private var items: [(name: String, value: String)] = []

    var pairs: [(name: String, value: String)] { items }

    init(_ query: Substring) throws(Refusal) {
        for item in query.utf8.split(separator: UInt8(ascii: "&")) {
            let (name, value) = RequestTarget.cut(Substring(item), at: UInt8(ascii: "="))
            guard
                let name = RequestTarget.decode(name, plusIsSpace: true),
                let value = RequestTarget.decode(value ?? "", plusIsSpace: true)
            else { throw .malformed }
            items.append((name, value))
        }
    }

    /// The first value of that name.
    subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
