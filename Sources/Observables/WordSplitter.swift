/// Reads a word as a value, and where it is none, its parts: at `@`, then at colons, slashes and escapes.
///
/// Each level looks at every byte once, and there are four.
struct WordSplitter {
    let reader: ValueReader
    private(set) var work = 0

    init(reader: ValueReader) { self.reader = reader }

    mutating func word(_ word: Bytes, _ finds: inout Finds) {
        let word = Self.trimmed(word)
        guard word.count >= 2 else { return }
        if word[0] == Ascii.slash { return path(word, &finds) }
        if found(word, &finds) { return }
        if word.index(of: Ascii.at) != nil { return mail(word, &finds) }
        value(word, &finds)
    }

    /// What stands between `@` signs: a mail address where both sides fit, else values.
    private mutating func mail(_ word: Bytes, _ finds: inout Finds) {
        var start = 0
        while let at = word.index(of: Ascii.at, from: start) {
            let end = word.index(of: Ascii.at, from: at + 1) ?? word.count
            let local = Self.lastPart(word.slice(start..<at))
            let domain = Self.firstPart(word.slice(at + 1..<end))
            let address = word.slice(at - local.count..<at + 1 + domain.count)
            guard found(address, &finds) else {
                value(word.slice(start..<at), &finds)
                start = at + 1
                continue
            }
            start = at + 1 + domain.count
        }
        value(word.dropped(start), &finds)
    }

    /// A value with a label in front (`src:192.0.2.1`) or a path behind (`example.com/x`).
    mutating func value(_ value: Bytes, _ finds: inout Finds) {
        let value = Self.trimmed(value)
        guard value.count >= 3, !found(value, &finds) else { return }
        guard let colon = value.index(of: Ascii.colon) else { return segment(value, &finds) }
        if isLabel(value.prefixed(colon)), found(value.dropped(colon + 1), &finds) {
            return segment(value.prefixed(colon), &finds)
        }
        var start = 0
        while start < value.count {
            let end = value.index(of: Ascii.colon, from: start) ?? value.count
            segment(value.slice(start..<end), &finds)
            start = end + 1
        }
    }

    /// A group of a malformed IPv6 address is no label.
    private func isLabel(_ bytes: Bytes) -> Bool {
        bytes.count > 4 || !ByteClass.hexadecimal.contains(reader.table.classes(of: bytes))
    }

    /// The part before the path, and what follows escapes such as `%2F`.
    private mutating func segment(_ value: Bytes, _ finds: inout Finds) {
        let value = value.has("//") ? value.dropped(2) : value
        let first = Self.trimmed(value.prefixed(value.index(of: Ascii.slash) ?? value.count))
        guard first.count >= 3, !found(first, &finds) else { return }
        if first.index(of: Ascii.percent) != nil { return escaped(first, &finds) }
        guard first.allSatisfy({ $0 <= Ascii.nine }), let hyphen = first.index(of: Ascii.hyphen) else { return }
        // 192.0.2.1-192.0.2.9
        _ = found(first.prefixed(hyphen), &finds)
        _ = found(first.dropped(hyphen + 1), &finds)
    }

    private mutating func escaped(_ value: Bytes, _ finds: inout Finds) {
        var start = 0
        while start < value.count {
            let end = value.index(of: Ascii.percent, from: start) ?? value.count
            _ = found(Self.trimmed(value.slice(start..<end)), &finds)
            start = end + 3
        }
    }

    /// Of a path only an address in front counts: Java prints `/192.0.2.1:443`.
    private mutating func path(_ word: Bytes, _ finds: inout Finds) {
        let rest = word.dropped(1)
        if rest[0] == Ascii.slash { return value(rest.dropped(1), &finds) }
        guard rest[0] <= Ascii.nine else { return }
        _ = found(rest, &finds)
    }

    /// Whether the whole of `value` is an observable; it is appended then.
    private mutating func found(_ value: Bytes, _ finds: inout Finds) -> Bool {
        guard value.count >= 3 else { return false }
        work += value.count
        let observable = reader.table.scan(value) { scan in
            scan.holds(.colon) && !Self.isLikelyAddress(scan) ? nil : reader.observable(scan, trust: .text)
        }
        // A URL here has a scheme that TextURL refused.
        guard let observable, observable.kind != .url else { return false }
        finds.append(observable)
        return true
    }

    /// Not `ab::cd`, which other languages than IPv6 use, too.
    private static func isLikelyAddress(_ scan: Scan) -> Bool {
        scan.holds([.digit, .letter, .dot]) || scan.raw.reduce(0) { $0 + ($1 == Ascii.colon ? 1 : 0) } > 3
    }

    private static func firstPart(_ bytes: Bytes) -> Bytes {
        let end = bytes.firstIndex { $0 == Ascii.colon || $0 == Ascii.slash || $0 == Ascii.percent } ?? bytes.count
        return bytes.prefixed(looseEnd(bytes.prefixed(end), from: 0))
    }

    private static func lastPart(_ bytes: Bytes) -> Bytes {
        guard let cut = bytes.lastIndex(where: { $0 == Ascii.colon || $0 == Ascii.slash }) else { return bytes }
        return bytes.dropped(cut + 1)
    }

    /// Without joining punctuation at the ends. `::` may begin and end an address.
    private static func trimmed(_ bytes: Bytes) -> Bytes {
        var start = 0
        while start < bytes.count, isLoose(bytes[start]) || bytes[start] == Ascii.colon && !bytes.has("::", at: start) {
            start += 1
        }
        return bytes.slice(start..<looseEnd(bytes, from: start))
    }

    private static func looseEnd(_ bytes: Bytes, from start: Int) -> Int {
        var end = bytes.count
        while end > start, isLoose(bytes[end - 1]) || bytes[end - 1] == Ascii.slash || isLooseColon(bytes, end) {
            end -= 1
        }
        return end
    }

    private static func isLooseColon(_ bytes: Bytes, _ end: Int) -> Bool {
        bytes[end - 1] == Ascii.colon && !(end > 1 && bytes[end - 2] == Ascii.colon)
    }

    private static func isLoose(_ byte: UInt8) -> Bool {
        byte == Ascii.dot || byte == Ascii.hyphen || byte == Ascii.percent || byte == Ascii.at
            || byte == UInt8(ascii: "+")
    }
}
