import Foundation

/// Reads the date forms that ThreatConnect accepts (API document, section 3.2).
enum LenientDate {
    /// Returns UTC text, `2017-07-13T17:04:54Z`; nil for anything else than a date, a date and time, with or without zone
    /// and fraction. No zone means UTC.
    static func utc(_ text: String) -> String? {
        var parts = text.replacing(" ", with: "T", maxReplacements: 1)
        if parts.utf8.count == 10 { parts += "T00:00:00" }
        if !hasZone(parts) { parts += "Z" }
        guard let date = (try? fractional.parse(parts)) ?? (try? whole.parse(parts)) else { return nil }
        return whole.format(date)
    }

    /// UTC text, `2017-07-13T17:04:54Z`; fractions of a second are left out.
    static func text(_ date: Date) -> String { whole.format(date) }

    private static let whole = Date.ISO8601FormatStyle()
    private static let fractional = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    private static func hasZone(_ text: String) -> Bool {
        guard let time = text.split(separator: "T").dropFirst().first else { return false }
        return time.contains { "Z+-".contains($0) }
    }
}
