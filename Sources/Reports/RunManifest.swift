package import Observables

/// What one run did: the single value every report is made from. Holds no secret and no credential.
package struct RunManifest: Sendable, Hashable {
    package var runID: String
    package var name: String
    /// Seconds since 1970.
    package var startedAt: Int
    /// Seconds since 1970.
    package var finishedAt: Int
    package var inputs: [String]
    package var records: RecordCounts
    package var observables: ObservableCounts
    /// Requests sent to ThreatConnect, repeated attempts included.
    package var requests: Int
    /// One per distinct hit, in report order: worst verdict first, then rating, records, type and value.
    package var hits: [HitSummary]
    /// Where records came from, when not from files.
    package var source: SourceDescription?
    /// nil when the answers did not come from a snapshot.
    package var snapshot: SnapshotUsage?
    /// Distinct observables that an allowlist kept from being asked about, by the list's name.
    package var allowlisted: [String: Int] = [:]
    /// nil when the pipeline file has no `write_back`.
    package var writeBack: WriteBackCounts?

    package init(
        runID: String,
        name: String,
        startedAt: Int,
        finishedAt: Int,
        inputs: [String],
        records: RecordCounts,
        observables: ObservableCounts,
        requests: Int,
        hits: [HitSummary]
    ) {
        self.runID = runID
        self.name = name
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.inputs = inputs
        self.records = records
        self.observables = observables
        self.requests = requests
        self.hits = ReportOrder.sorted(hits)
    }
}

/// Every record read is counted exactly once: as rejected, or under the status of its worst answer.
package struct RecordCounts: Sendable, Hashable {
    package var rejected: [String: Int] = [:]
    package var withoutObservable = 0
    /// Those of them that hold a value which should have been one, where that counts as a fault: in tables that are written.
    package var unusable = 0
    package var skipped = 0
    package var absent = 0
    package var failed = 0
    /// Records whose worst answer is a hit, by verdict.
    package var hit: [Verdict: Int] = [:]
    /// Records with a hit in any column, also beside a worse failure.
    package var withHit = 0

    package init() {}

    package var enriched: Int { withoutObservable + withObservable }
    package var withObservable: Int { skipped + absent + failed + hit.values.reduce(0, +) }
    package var rejectedTotal: Int { rejected.values.reduce(0, +) }
    package var read: Int { enriched + rejectedTotal }

    package mutating func add(_ other: RecordCounts) {
        rejected.merge(other.rejected, uniquingKeysWith: +)
        withoutObservable += other.withoutObservable
        unusable += other.unusable
        skipped += other.skipped
        absent += other.absent
        failed += other.failed
        hit.merge(other.hit, uniquingKeysWith: +)
        withHit += other.withHit
    }
}

/// Every distinct observable is counted exactly once.
package struct ObservableCounts: Sendable, Hashable {
    package var hit = 0
    package var absent = 0
    package var failed = 0
    package var skipped: [SkipReason: Int] = [:]
    /// Hits for which one of several owners could not be asked; counted under `hit` too.
    package var incomplete = 0
    /// Hits and absences known from former runs; counted there too.
    package var cached = 0

    package init() {}

    package var asked: Int { hit + absent + failed }
    package var skippedTotal: Int { skipped.values.reduce(0, +) }
    package var distinct: Int { asked + skippedTotal }

    /// - Parameter times: Distinct observables with this answer.
    package mutating func count(_ answer: Answer, times: Int = 1) {
        switch answer {
        case .hit: hit += times
        case .absent: absent += times
        case .failed: failed += times
        case .skipped(let reason): skipped[reason, default: 0] += times
        }
    }
}

/// One distinct hit and the records it was found in.
package struct HitSummary: Sendable, Hashable {
    package var verdict: Verdict
    package var observable: Observable
    package var intelligence: Intelligence
    /// Numbers of records in the run, from 1.
    package var firstRecord: Int
    package var lastRecord: Int
    package var records: Int

    package init(
        verdict: Verdict,
        observable: Observable,
        intelligence: Intelligence,
        firstRecord: Int,
        lastRecord: Int,
        records: Int
    ) {
        self.verdict = verdict
        self.observable = observable
        self.intelligence = intelligence
        self.firstRecord = firstRecord
        self.lastRecord = lastRecord
        self.records = records
    }

    /// The copy that speaks for the value.
    package var indicator: Indicator { intelligence.leading }
}

/// Five keys, then the value: a total order, so the same hits always give the same report.
///
/// Plain numbers with the hit's place: the summaries themselves are large to move about, and their values seldom decide.
private struct ReportOrder {
    private let numbers: (verdict: Int, rating: Double, confidence: Int, records: Int, kind: UInt8)
    private let place: Int

    private init(_ hit: HitSummary, place: Int) {
        numbers = (
            verdict: Verdict.allCases.firstIndex(of: hit.verdict) ?? Verdict.allCases.count,
            rating: -(hit.intelligence.leadingRating ?? -1),
            confidence: -(hit.intelligence.leadingConfidence ?? -1),
            records: -hit.records,
            kind: hit.observable.kind.rawValue
        )
        self.place = place
    }

    static func sorted(_ hits: [HitSummary]) -> [HitSummary] {
        let order = hits.indices.map { Self(hits[$0], place: $0) }
        return order.sorted { left, right in
            if left.numbers != right.numbers { return left.numbers < right.numbers }
            return hits[left.place].observable.canonical < hits[right.place].observable.canonical
        }
        .map { hits[$0.place] }
    }
}
