/// Dates of HTTP headers in the three forms of RFC 9110, section 5.6.7.
package enum HTTPDate {
    /// Seconds since 1970; nil when the text is none of the three forms. Weekday and zone are not checked:
    /// HTTP dates are always in UTC.
    package static func unixTime(_ text: String) -> Int64? {
        // "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"
        var words = text.split(whereSeparator: { " ,-".contains($0) })[...]
        guard words.popFirst() != nil, words.count >= 4 else { return nil }
        guard let clock = words.firstIndex(where: { $0.contains(":") }), let time = clockTime(words[clock])
        else { return nil }
        words.remove(at: clock)
        guard let monthIndex = words.firstIndex(where: { month($0) != nil }), let month = month(words[monthIndex])
        else { return nil }
        words.remove(at: monthIndex)
        let numbers = words.prefix(2).compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        return CivilTime(
            year: fullYear(numbers[1]),
            month: month,
            day: numbers[0],
            hour: time[0],
            minute: time[1],
            second: time[2]
        )?.unixTime
    }

    private static func clockTime(_ text: Substring) -> [Int]? {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        return parts.count == 3 ? parts : nil
    }

    private static func month(_ name: Substring) -> Int? {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return names.firstIndex(of: String(name)).map { $0 + 1 }
    }

    /// The obsolete form has two digits; no server clock shows a year before 1970.
    private static func fullYear(_ year: Int) -> Int {
        switch year {
        case 0..<70: 2000 + year
        case 70..<100: 1900 + year
        default: year
        }
    }
}
