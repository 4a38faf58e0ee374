internal import CStructure
import Observables
import Reports
import Tabular

/// Gives chunks their place in the run, in input order.
struct RunPositions {
    private var nextRecord = 1
    private var inputIndex = -1
    private var nextLine = 1

    mutating func place(_ chunk: Chunk) {
        if chunk.inputIndex != inputIndex {
            inputIndex = chunk.inputIndex
            nextLine = 1
        }
        nextLine += chunk.precedingLines
        chunk.firstLine = nextLine
        chunk.firstRecord = nextRecord
        nextLine += chunk.batch.lineCount
        nextRecord += chunk.batch.recordCount + chunk.batch.rejected.count
    }
}

/// The counts of all chunks written so far.
struct RunTally {
    private(set) var records = RecordCounts()
    private var hits: [HitCount] = []
    /// By observable: its place in `hits`, −1 for none.
    private var places: [Int32] = []
    /// Where the rules of write-back hold.
    private(set) var matches: RuleMatches = [:]

    mutating func add(_ later: RuleMatches) { matches.add(later) }

    mutating func add(_ chunk: ChunkTally) {
        records.add(chunk.records)
        prefetch(chunk.hits)
        for hit in chunk.hits { hits[place(of: hit)].add(hit.record, hit.severity) }
    }

    /// Brings near what counting them is going to need, so that the waits for memory overlap.
    private func prefetch(_ found: [ChunkTally.Hit]) {
        let known = found.lazy.map { Int($0.observable) }.filter { $0 < places.count }
        places.withUnsafeBufferPointer { places in
            guard let base = places.baseAddress else { return }
            for id in known { tcenrich_prefetch(base + id) }
        }
        hits.withUnsafeBufferPointer { hits in
            guard let base = hits.baseAddress else { return }
            for id in known where places[id] >= 0 { tcenrich_prefetch(base + Int(places[id])) }
        }
    }

    private mutating func place(of hit: ChunkTally.Hit) -> Int {
        let id = Int(hit.observable)
        if id >= places.count {
            places.append(contentsOf: repeatElement(-1, count: id + 1 - places.count))
        }
        if places[id] < 0 {
            places[id] = Int32(hits.count)
            hits.append(HitCount(first: hit.record))
        }
        return Int(places[id])
    }

    private func count(of id: ObservableID) -> HitCount? {
        guard Int(id) < places.count, places[Int(id)] >= 0 else { return nil }
        return hits[Int(places[Int(id)])]
    }

    func hitSummaries(_ answered: [AnsweredObservable]) -> [HitSummary] {
        answered.compactMap { answered in
            guard case .hit(let intelligence) = answered.sourced.answer, let count = count(of: answered.id) else {
                return nil
            }
            return HitSummary(
                verdict: count.worst.verdict,
                observable: answered.observable,
                intelligence: intelligence,
                firstRecord: count.first,
                lastRecord: count.last,
                records: count.records
            )
        }
    }
}

/// The look-ups that have to be asked again, in a stable order.
struct FailedLookUps {
    private let failed: [(AnsweredObservable, LookupFailure)]

    init(_ answered: [AnsweredObservable]) {
        failed = answered.compactMap { answered in
            if case .failed(let failure) = answered.sourced.answer { return (answered, failure) }
            return answered.sourced.incomplete.map { (answered, $0) }
        }
        .sorted { left, right in
            (left.0.observable.kind, left.0.observable.canonical) < (
                right.0.observable.kind, right.0.observable.canonical
            )
        }
    }

    func render(_ renderer: RejectedRenderer, into buffer: inout OutputBuffer) {
        for (answered, failure) in failed { renderer.render(failed: answered, failure, into: &buffer) }
    }
}
