/// Dates as ThreatConnect writes them, which depends on the release (API document, section 3.2).
package enum ServerDate {
    /// The moment in UTC as `2017-07-13T17:04:54Z`; nil when the text is not a date and time.
    ///
    /// Reads `2017-07-13T17:04:54Z`, no zone (taken as UTC), an offset (`-04:00`, `-0400`, `-04`), an offset
    /// followed by a stray `Z`, a blank instead of `T`. Fractions of a second are dropped.
    package static func normalised(_ text: String) -> String? {
        var rest = Array(text.utf8)[...]
        guard let year = number(4, &rest), skip("-", &rest), let month = number(2, &rest), skip("-", &rest),
            let day = number(2, &rest), skip("T", &rest) || skip("t", &rest) || skip(" ", &rest),
            let hour = number(2, &rest), skip(":", &rest), let minute = number(2, &rest), skip(":", &rest),
            let second = number(2, &rest)
        else { return nil }
        dropFraction(&rest)
        guard let offset = offset(&rest), rest.isEmpty else { return nil }
        let local = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        guard let local else { return nil }
        if offset == 0, isNormalised(text), second < 60 { return text }
        return CivilTime(unixTime: local.unixTime - Int64(offset))?.text
    }

    /// Nothing in it can be written in another way, where it is a date.
    private static func isNormalised(_ text: String) -> Bool {
        let bytes = text.utf8
        return bytes.count == 20 && bytes.last == UInt8(ascii: "Z") && bytes.dropFirst(10).first == UInt8(ascii: "T")
    }

    /// Seconds east of UTC; consumes what it read.
    private static func offset(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let sign: Int
        if skip("+", &rest) {
            sign = 1
        } else if skip("-", &rest) {
            sign = -1
        } else {
            _ = skip("Z", &rest) || skip("z", &rest)
            return 0
        }
        guard let hours = number(2, &rest) else { return nil }
        _ = skip(":", &rest)
        let minutes = number(2, &rest) ?? 0
        guard hours <= 18, minutes < 60 else { return nil }
        _ = skip("Z", &rest)
        return sign * (hours * 3600 + minutes * 60)
    }

    private static func dropFraction(_ rest: inout ArraySlice<UInt8>) {
        guard skip(".", &rest) || skip(",", &rest) else { return }
        rest = rest.drop { 0x30...0x39 ~= $0 }
    }

    private static func number(_ digits: Int, _ rest: inout ArraySlice<UInt8>) -> Int? {
        let head = rest.prefix(digits)
        guard head.count == digits, head.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest.dropFirst(digits)
        return head.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func skip(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }
}
