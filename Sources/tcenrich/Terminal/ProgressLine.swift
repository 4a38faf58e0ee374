import Pipeline

/// The line that shows how far a run is. Made from two snapshots and the time between them; knows no clock.
struct ProgressLine {
    let snapshot: RunProgress.Snapshot
    /// Seconds since the run began.
    let elapsed: Double

    var text: String {
        var parts = ["\(Quantity.grouped(snapshot.records)) records", "\(Quantity.grouped(Int(rate)))/s"]
        if snapshot.lookUpsExpected > 0 {
            parts.append(
                "\(Quantity.grouped(snapshot.lookUps)) of \(Quantity.grouped(snapshot.lookUpsExpected)) look-ups"
            )
            parts.append("\(Quantity.percent(snapshot.hits, of: snapshot.lookUps)) hits")
        }
        if snapshot.failed > 0 { parts.append("\(Quantity.grouped(snapshot.failed)) failed") }
        if let left = secondsLeft { parts.append("\(Quantity.duration(left)) left") }
        return parts.joined(separator: " · ")
    }

    private var rate: Double { elapsed > 0 ? Double(snapshot.records) / elapsed : 0 }

    /// Known when the input's size is and some of it has been dealt with.
    private var secondsLeft: Double? {
        guard let total = snapshot.totalBytes, total > 0, snapshot.bytes > 0, elapsed > 1 else { return nil }
        let done = min(1, Double(snapshot.bytes) / Double(total))
        return elapsed / done * (1 - done)
    }
}

/// Numbers as people read them.
enum Quantity {
    /// `1,234,567`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(abs(number)))
        let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
        return (number < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// `12.3 %`; `–` where there is nothing to take a share of.
    static func percent(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let tenths = (part * 2000 + whole) / (2 * whole)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// `2 h 05 min`, `3 min 07 s`, `4.2 s`.
    static func duration(_ seconds: Double) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if seconds < 60 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(two(whole % 60)) s" }
        return "\(whole / 3600) h \(two(whole / 60 % 60)) min"
    }
}
