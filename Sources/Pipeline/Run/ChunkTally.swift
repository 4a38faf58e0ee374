import Observables
import Reports

/// What one chunk adds to the run's counts.
struct ChunkTally: Sendable {
    var records = RecordCounts()
    var hits: [ObservableID: HitCount] = [:]

    /// Counts every record of the batch and notes its worst column in `worst`, so that the renderers need not look again.
    init(_ batch: BatchAnswers, worst: UnsafeMutableBufferPointer<UInt8>) {
        var levels = [Int](repeating: 0, count: Severity.verdicts.count)
        for record in 0..<batch.view.count {
            let (cell, column) = batch.findWorst(record: record)
            worst[record] = UInt8(truncatingIfNeeded: column)
            levels[cell.severity.verdictIndex] += 1
            if cell.severity.isNamed { countHits(of: record, in: batch) }
        }
        records.take(levels)
        for rejected in batch.chunk.batch.rejected {
            records.rejected[rejected.reason.rawValue, default: 0] += 1
        }
    }

    /// A record counts once for a value, in however many columns it stands.
    private mutating func countHits(of record: Int, in batch: BatchAnswers) {
        let number = batch.recordNumber(record)
        var hasHit = false
        batch.forEachMatch(record: record) { match in
            hasHit = true
            hits[match.cell.observable, default: HitCount(first: number)].add(number, match.cell.severity)
        }
        if hasHit { records.withHit += 1 }
    }
}

/// The records a hit was found in.
struct HitCount: Sendable {
    var first: Int
    var last = 0
    var records = 0
    /// Differs from record to record when verdict rules look at the record; the worst one is reported.
    var worst = Severity.noObservable

    init(first: Int) { self.first = first }

    mutating func add(_ record: Int, _ severity: Severity) {
        worst = max(worst, severity)
        guard record != last else { return }
        last = record
        records += 1
    }

    /// Joins the count of a later chunk.
    mutating func add(_ later: HitCount) {
        last = later.last
        records += later.records
        worst = max(worst, later.worst)
    }
}

extension RecordCounts {
    /// - Parameter levels: Number of records by level of their worst answer, indexed as `Severity.verdicts`.
    fileprivate mutating func take(_ levels: [Int]) {
        withoutObservable = levels[Severity.noObservable.verdictIndex]
        skipped = levels[Severity.skipped.verdictIndex]
        absent = levels[Severity.absent.verdictIndex]
        failed = levels[Severity.failed.verdictIndex]
        for (verdict, count) in zip(Severity.verdicts, levels) where verdict != .none && count > 0 {
            hit[verdict] = count
        }
    }
}
