/// Seconds since 1970 as text, in UTC, without a calendar library: it is done once per answer.
package enum UTC {
    /// `2026-11-23T20:07:00Z` (RFC 3339).
    package static func timestamp(_ seconds: Int) -> String {
        date(seconds) + "T" + time(seconds, separator: ":") + "Z"
    }

    /// `2026-11-23`.
    package static func date(_ seconds: Int) -> String {
        let (year, month, day) = civil(fromDays: Int((Double(seconds) / 86_400).rounded(.down)))
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// `20:07:00`, or with another separator.
    package static func time(_ seconds: Int, separator: String) -> String {
        let second = ((seconds % 86_400) + 86_400) % 86_400
        return [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }.joined(separator: separator)
    }

    /// Reads `2026-11-23T20:07:00Z` or `2026-11-23`.
    package static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: "T", maxSplits: 1)
        let date = parts.first?.split(separator: "-").compactMap { Int($0) } ?? []
        guard date.count == 3, (1...12).contains(date[1]), (1...31).contains(date[2]) else { return nil }
        let midnight = days(year: date[0], month: date[1], day: date[2]) * 86_400
        guard parts.count == 2 else { return self.date(midnight) == text ? midnight : nil }
        let time = parts[1].dropLast().split(separator: ":").compactMap { Int($0) }
        guard parts[1].last == "Z", time.count == 3 else { return nil }
        let seconds = midnight + time[0] * 3600 + time[1] * 60 + time[2]
        return timestamp(seconds) == text ? seconds : nil
    }

    // Proleptic Gregorian calendar in 400-year eras that begin on 1 March.
    private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
