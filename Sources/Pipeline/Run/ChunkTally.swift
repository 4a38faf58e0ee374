import Observables
import Reports

/// What one chunk adds to the run's counts.
struct ChunkTally: Sendable {
    /// A hit in a column of a record.
    struct Hit: Sendable {
        let observable: ObservableID
        let severity: Severity
        /// Number of the record in the run.
        let record: Int
    }

    var records = RecordCounts()
    /// Record by record.
    private(set) var hits: [Hit] = []

    /// Counts every record of the batch and notes its worst answer in `worst`, so that the renderers need not look again.
    init(_ batch: BatchAnswers, worst: UnsafeMutableBufferPointer<ColumnAnswer>) {
        var levels = [Int](repeating: 0, count: Severity.verdicts.count)
        hits.reserveCapacity(batch.view.count / 8)
        for record in 0..<batch.view.count {
            let found = batch.findWorst(record: record)
            worst[record] = found
            levels[found.cell.severity.verdictIndex] += 1
            if found.cell.severity.isNamed {
                found.cell.prefetchTails()
                countHits(of: record, in: batch)
            }
        }
        records.take(levels)
        for rejected in batch.rejected {
            records.rejected[rejected.reason.rawValue, default: 0] += 1
        }
    }

    private mutating func countHits(of record: Int, in batch: BatchAnswers) {
        let (number, before) = (batch.recordNumber(record), hits.count)
        batch.forEachMatch(record: record) { match in
            hits.append(Hit(observable: match.cell.observable, severity: match.cell.severity, record: number))
        }
        if hits.count > before { records.withHit += 1 }
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

    /// A record counts once, in however many of its columns the value stands. Records come in their order.
    mutating func add(_ record: Int, _ severity: Severity) {
        worst = max(worst, severity)
        guard record != last else { return }
        last = record
        records += 1
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
