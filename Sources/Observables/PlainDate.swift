/// `2017-07-13T17:04:54Z` as a number and back, digit for digit.
enum PlainDate {
    /// Seconds since 1970; nil for anything that ``text(_:)`` would not write in the same way.
    static func seconds(_ text: String) -> Int64? {
        guard text.utf8.count == 20 else { return nil }
        let seconds: Int64? = text.withBytes { bytes in
            guard let year = number(bytes, 0, 4), let month = number(bytes, 5, 2), let day = number(bytes, 8, 2),
                let hour = number(bytes, 11, 2), let minute = number(bytes, 14, 2), let second = number(bytes, 17, 2)
            else { return nil }
            return days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
        }
        return seconds.flatMap { self.text($0) == text ? $0 : nil }
    }

    /// nil outside the years 0–9999.
    static func text(_ seconds: Int64) -> String? {
        guard seconds >= -62_167_219_200, seconds <= 253_402_300_799 else { return nil }
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (days, rest) = remainder < 0 ? (quotient - 1, remainder + 86_400) : (quotient, remainder)
        let (year, month, day) = civil(days)
        return String(unsafeUninitializedCapacity: 20) { buffer in
            _ = buffer.initialize(from: "0000-00-00T00:00:00Z".utf8)
            write(year, 4, at: 0, buffer)
            write(month, 2, at: 5, buffer)
            write(day, 2, at: 8, buffer)
            write(rest / 3600, 2, at: 11, buffer)
            write(rest / 60 % 60, 2, at: 14, buffer)
            write(rest % 60, 2, at: 17, buffer)
            return 20
        }
    }

    private static func number(_ bytes: Bytes, _ start: Int, _ count: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<start + count {
            let digit = bytes[index] &- Ascii.zero
            guard digit <= 9 else { return nil }
            value = value * 10 + Int64(digit)
        }
        return value
    }

    private static func write(
        _ number: Int64,
        _ digits: Int,
        at start: Int,
        _ buffer: UnsafeMutableBufferPointer<UInt8>
    ) {
        var rest = number
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            buffer[index] = Ascii.zero + UInt8(rest % 10)
            rest /= 10
        }
    }

    // Proleptic Gregorian calendar in 400-year eras that begin on 1 March, so that the leap day is a year's last.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
