import Observables
import Reports
import Testing

struct SummaryTableTests {
    private func hit(
        _ value: String,
        _ verdict: Verdict,
        rating: Double? = nil,
        confidence: Int? = nil,
        records: Int = 1
    ) -> HitSummary {
        var indicator = Indicator(id: 1, kind: .host, summary: value, owner: "Example Org")
        indicator.rating = rating
        indicator.confidence = confidence
        indicator.tags = ["A", "B"]
        return HitSummary(
            verdict: verdict,
            observable: Observable(kind: .host, canonical: value),
            intelligence: Intelligence(indicator),
            firstRecord: 2,
            lastRecord: 9,
            records: records
        )
    }

    private func manifest(_ hits: [HitSummary] = [], _ change: (inout RunManifest) -> Void = { _ in }) -> RunManifest {
        var manifest = RunManifest(
            runID: "r",
            name: "n",
            startedAt: 0,
            finishedAt: 1,
            inputs: [],
            records: RecordCounts(),
            observables: ObservableCounts(),
            requests: 0,
            hits: hits
        )
        change(&manifest)
        return manifest
    }

    @Test func worstVerdictComesFirstThenRatingThenRecords() {
        let hits = [
            hit("d.example.com", .known, rating: 5),
            hit("c.example.com", .malicious, rating: 4, records: 1),
            hit("b.example.com", .malicious, rating: 4, records: 7),
            hit("a.example.com", .malicious, rating: 5),
        ]
        #expect(
            manifest(hits).summaryTable(defang: false).rows.map { $0[2] } == [
                "a.example.com", "b.example.com", "c.example.com", "d.example.com",
            ]
        )
    }

    @Test func whatIsEqualStandsInOrderOfItsValue() {
        let names = (0..<50).map { "h\($0).example.com" }
        let rows = manifest(names.shuffled().map { hit($0, .known, rating: 3) }).summaryTable(defang: false).rows
        #expect(rows.map { $0[2] } == names.sorted())
    }

    @Test func unsetRatingIsEmptyAndZeroIsZero() {
        let rows = manifest([hit("a.example.com", .known), hit("b.example.com", .benign, rating: 0, confidence: 0)])
            .summaryTable(defang: false).rows
        #expect(rows.map { [$0[3], $0[4]] } == [["", ""], ["0", "0"]])
    }

    @Test func defangingAppliesToTheValueOnly() {
        let row = manifest([hit("a.example.com", .known)]).summaryTable(defang: true).rows[0]
        #expect(row[2] == "a[.]example[.]com")
        #expect(row[6] == "Example Org")
    }

    @Test func everyShareStatesItsDenominator() {
        let table = manifest { manifest in
            manifest.records.absent = 3
            manifest.records.rejected = ["ragged_row": 1]
            manifest.observables.count(.absent)
            manifest.observables.count(.skipped(.reserved))
        }
        .totalsTable()
        let rows = Dictionary(uniqueKeysWithValues: table.rows.map { ($0[0], $0) })
        #expect(rows["records rejected"] == ["records rejected", "1", "records read", "4", "25.00"])
        #expect(rows["distinct asked"] == ["distinct asked", "1", "distinct observables", "2", "50.00"])
        #expect(rows["distinct hit"] == ["distinct hit", "0", "distinct asked", "1", "0.00"])
        #expect(
            rows["distinct skipped: reserved"] == [
                "distinct skipped: reserved", "1", "distinct observables", "2", "50.00",
            ]
        )
        #expect(table.rows.allSatisfy { $0.count == table.header.count })
    }

    @Test func nothingReadGivesNoPercentages() {
        #expect(manifest().totalsTable().rows.allSatisfy { $0[4].isEmpty })
    }

    @Test func recordCountsAddUpToWhatWasRead() {
        var counts = RecordCounts()
        counts.withoutObservable = 1
        counts.skipped = 2
        counts.absent = 3
        counts.failed = 4
        counts.hit = [.malicious: 5, .known: 6]
        counts.rejected = ["invalid_utf8": 7]
        #expect(counts.withObservable == 20)
        #expect(counts.enriched == 21)
        #expect(counts.read == 28)
    }
}
