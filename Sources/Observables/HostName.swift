/// A host name in canonical form: lower case, ASCII (Punycode), without the root's dot.
struct HostName {
    /// The canonical name.
    let text: String
    /// Where in `text` the last label begins.
    let lastLabelStart: Int

    /// Reads a name of letters, digits, hyphens, underscores and dots; with other alphabets it is converted first.
    ///
    /// Labels have 1–63 bytes and neither begin nor end with a hyphen, the whole has at most 253. Underscores are
    /// allowed because DNS has them (`_dmarc.example.com`). One label is enough, whatever it is.
    @inline(__always)
    init?(_ scan: Scan) {
        if scan.consists(of: .hostName) {
            guard let name = Self.lowerCase(scan.lower) else { return nil }
            self = name
        } else {
            guard scan.holds(.high), let name = Self.converted(scan.raw) else { return nil }
            self = name
        }
    }

    /// Whether the initialiser would accept a name in ASCII, which needs no text for the answer.
    @inline(__always)
    static func isValid(_ scan: Scan) -> Bool {
        guard scan.consists(of: .hostName), scan.count <= 254 else { return false }
        let isRooted = scan.count > 1 && scan.raw[scan.count - 1] == Ascii.dot
        return lastLabel(of: scan.lower, count: isRooted ? scan.count - 1 : scan.count) != nil
    }

    /// Reads a name that is ASCII and in lower case already.
    @inline(__always)
    private static func lowerCase(_ bytes: Bytes) -> HostName? {
        var count = bytes.count
        if count > 1, bytes[count - 1] == Ascii.dot { count -= 1 }
        guard count > 0, count <= 253, let lastLabelStart = lastLabel(of: bytes, count: count) else { return nil }
        return HostName(text: bytes.prefixed(count).asciiText, lastLabelStart: lastLabelStart)
    }

    private init(text: String, lastLabelStart: Int) {
        self.text = text
        self.lastLabelStart = lastLabelStart
    }

    /// Where the last label begins, nil if any label is malformed.
    @inline(__always)
    private static func lastLabel(of bytes: Bytes, count: Int) -> Int? {
        var start = 0
        for index in 0..<count where bytes[index] == Ascii.dot {
            guard isLabel(bytes, start, index) else { return nil }
            start = index + 1
        }
        return isLabel(bytes, start, count) ? start : nil
    }

    @inline(__always)
    private static func isLabel(_ bytes: Bytes, _ start: Int, _ end: Int) -> Bool {
        end > start && end - start <= 63 && bytes[start] != Ascii.hyphen && bytes[end - 1] != Ascii.hyphen
    }

    /// Converts a name with characters outside ASCII label by label.
    private static func converted(_ raw: Bytes) -> HostName? {
        guard raw.count <= 1024, let text = raw.text, let ascii = InternationalName.ascii(text) else { return nil }
        return ascii.withUnsafeBufferPointer { $0.allSatisfy(isHostByte) ? lowerCase($0) : nil }
    }

    private static func isHostByte(_ byte: UInt8) -> Bool { ByteClass.hostName.contains(ByteClass.of(byte)) }

    /// More than one label.
    var isQualified: Bool { lastLabelStart > 0 }

    /// Nothing but underscores and dots before the last label, as in `____.com`.
    var isRuleOff: Bool {
        text.withBytes { bytes in
            bytes[0] == Ascii.underscore
                && bytes.prefixed(lastLabelStart).allSatisfy { $0 == Ascii.underscore || $0 == Ascii.dot }
        }
    }

    /// The last label could be a top-level domain: at least two letters, or Punycode.
    var endsInDomain: Bool {
        withLastLabel { label in
            label.has("xn--") || label.count >= 2 && label.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
        }
    }

    /// Calls `body` with the last label.
    @inline(__always)
    func withLastLabel<Result>(_ body: (Bytes) -> Result) -> Result {
        text.withBytes { body($0.dropped(lastLabelStart)) }
    }

    /// Whether the last label is in `set` (or Punycode, when `orPunycode`).
    @inline(__always)
    func endsIn(_ set: LabelSet, orPunycode: Bool = false) -> Bool {
        withLastLabel { set.contains($0) || orPunycode && $0.has("xn--") }
    }

    /// Whether the name is a package name such as `com.example.app`: a top-level domain first, and last one that
    /// is not among those below which everybody registers.
    func isReversed(_ domains: TopLevelDomains) -> Bool {
        text.withBytes { bytes in
            guard let dot = bytes.index(of: Ascii.dot), dot + 1 < lastLabelStart else { return false }
            guard domains.reversed.contains(bytes.prefixed(dot)) else { return false }
            let last = bytes.dropped(lastLabelStart)
            return last.count > 2 && !domains.plain.contains(last)
        }
    }
}
