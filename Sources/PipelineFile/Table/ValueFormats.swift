/// The written forms of durations, sizes and allowances: one pattern for decoder and schema, one reading.
enum ValueFormats {
    static let durationPattern = #"^[0-9]{1,9}(\.[0-9]{1,3})?(ms|s|m|h)$"#
    static let sizePattern = "^[0-9]{1,12}(B|KiB|MiB|GiB)$"
    static let percentPattern = #"^(100(\.0{1,6})?|[0-9]{1,2}(\.[0-9]{1,6})?) ?%$"#
    static let unlimited = "unlimited"

    private static let durationUnits = [("ms", 1.0), ("s", 1_000.0), ("m", 60_000.0), ("h", 3_600_000.0)]
    private static let sizeUnits = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("B", 1)]

    static func milliseconds(_ text: String) -> Int? {
        guard Pattern(durationPattern).matches(text) else { return nil }
        // `ms` is tried before `m` and `s`.
        guard let (unit, factor) = durationUnits.first(where: { text.hasSuffix($0.0) }) else { return nil }
        return Double(text.dropLast(unit.count)).map { Int(($0 * factor).rounded()) }
    }

    static func bytes(_ text: String) -> Int? {
        guard Pattern(sizePattern).matches(text) else { return nil }
        guard let (unit, factor) = sizeUnits.first(where: { text.hasSuffix($0.0) }) else { return nil }
        return Int(text.dropLast(unit.count)).map { $0 * factor }
    }

    static func allowance(_ text: String) -> Allowance? {
        if text == unlimited { return .unlimited }
        guard Pattern(percentPattern).matches(text) else { return nil }
        return Double(text.filter { $0 != "%" && $0 != " " }).map(Allowance.percent)
    }

    /// `30s`, `1m`, `500ms`: the shortest form without a fraction.
    static func text(milliseconds: Int) -> String {
        let unit = durationUnits.last { milliseconds >= Int($0.1) && milliseconds % Int($0.1) == 0 } ?? ("ms", 1)
        return "\(milliseconds / Int(unit.1))\(unit.0)"
    }

    static func text(bytes: Int) -> String {
        let unit = sizeUnits.dropLast().last { bytes >= $0.1 && bytes % $0.1 == 0 } ?? ("B", 1)
        return "\(bytes / unit.1)\(unit.0)"
    }
}
