import Pipeline

/// Names a run: readable, sortable by start, unique enough to tell two runs of the same second apart.
package enum RunID {
    /// `20261123-200703-3f9a`.
    package static func make(_ seconds: Int, random: UInt16 = .random(in: .min ... .max)) -> String {
        let date = UTC.date(seconds).filter { $0 != "-" }
        let suffix = String(random, radix: 16)
        return "\(date)-\(UTC.time(seconds, separator: ""))-\(String(repeating: "0", count: 4 - suffix.count))\(suffix)"
    }
}
