/// Numbers as people read them.
package enum Quantity {
    /// `1,234,567`.
    package static func grouped(_ number: Int) -> String {
        let digits = Array(String(abs(number)))
        let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
        return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// `1 record`, `1,234 records`.
    package static func grouped(_ number: Int, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `12.3 %`; `–` where there is nothing to take a share of.
    package static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let tenths = (part * 2000 + whole) / (2 * whole)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// `2 h 05 min`, `3 min 07 s`, `4.2 s`.
    package static func duration(_ seconds: Double) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        // Rounded first: 59.97 seconds are a minute, not "60.0 s".
        let tenths = Int((seconds * 10).rounded())
        if tenths < 600 {
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
        return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
    }
}
