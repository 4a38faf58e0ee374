package import Pipeline

/// The line that shows how far a run is. Made from two snapshots and the time between them; knows no clock.
package struct ProgressLine {
    package let snapshot: RunProgress.Snapshot
    /// Seconds since the run began.
    package let elapsed: Double

    package init(snapshot: RunProgress.Snapshot, elapsed: Double) {
        self.snapshot = snapshot
        self.elapsed = elapsed
    }

    package var text: String {
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
