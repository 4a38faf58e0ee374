import Foundation
import Logging
import Observables
import Pipeline
import Reports
import Testing
import tcenrich

struct QuantityTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000")])
    func digitsAreGrouped(number: Int, text: String) { #expect(Quantity.grouped(number) == text) }

    @Test(arguments: [(0, 0, "–"), (0, 5, "0.0 %"), (1, 3, "33.3 %"), (2, 3, "66.7 %"), (5, 5, "100.0 %")])
    func sharesAreRoundedToTenths(part: Int, whole: Int, text: String) {
        #expect(Quantity.percent(part, of: whole) == text)
    }

    @Test(arguments: [
        (0.04, "0.0 s"), (4.25, "4.3 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"), (187.4, "3 min 07 s"),
        (7500.0, "2 h 05 min"),
    ])
    func durationsUseTheUnitsPeopleUse(seconds: Double, text: String) { #expect(Quantity.duration(seconds) == text) }

    @Test func nounsAgreeWithTheirNumber() {
        #expect(Quantity.grouped(1, "record") == "1 record")
        #expect(Quantity.grouped(2000, "record") == "2,000 records")
    }
}

struct ProgressLineTests {
    @Test func onlyWhatIsKnownIsShown() {
        #expect(ProgressLine(snapshot: RunProgress.Snapshot(), elapsed: 0).text == "0 records · 0/s")
    }

    @Test func lookUpsFailuresAndTimeLeftFollow() {
        var snapshot = RunProgress.Snapshot()
        snapshot.records = 12_000
        (snapshot.bytes, snapshot.totalBytes) = (25, 100)
        (snapshot.lookUps, snapshot.lookUpsExpected, snapshot.hits, snapshot.failed) = (80, 100, 4, 1)
        let text = ProgressLine(snapshot: snapshot, elapsed: 10).text
        #expect(text == "12,000 records · 1,200/s · 80 of 100 look-ups · 5.0 % hits · 1 failed · 30.0 s left")
    }

    @Test func streamHasNoTimeLeft() {
        var snapshot = RunProgress.Snapshot()
        (snapshot.records, snapshot.bytes) = (10, 25)
        #expect(!ProgressLine(snapshot: snapshot, elapsed: 10).text.contains("left"))
    }
}

struct RunIDTests {
    @Test func namesSortByTimeAndHaveOneLength() {
        #expect(RunID.make(0, random: 0xA) == "19700101-000000-000a")
        #expect(RunID.make(1_795_464_423, random: 0xFFFF).count == 20)
        #expect(RunID.make(1_795_464_423, random: 0) < RunID.make(1_795_464_424, random: 0))
    }
}

struct StandardErrorLogTests {
    private func line(_ format: LogFormat, _ level: Logger.Level, _ message: String, _ fields: Logger.Metadata = [:])
        -> String
    {
        StandardErrorLog(format: format, now: { Date(timeIntervalSince1970: 0) }, logLevel: .trace)
            .line(level, message, fields)
    }

    @Test func noticesReadLikeSentences() {
        #expect(line(.text, .notice, "serving", ["url": "u", "indicators": "3"]) == "serving (indicators: 3, url: u)")
        #expect(line(.text, .error, "broken") == "error: broken")
        #expect(line(.text, .error, "broken\nmend it") == "error: broken\n  mend it")
    }

    @Test func textFromOutsideCannotMoveTheCursor() {
        let text = line(.text, .warning, "a\u{1B}[2Jb\rc", ["k\u{7}": "\u{9B}2J\u{202E}"])
        #expect(text == "warning: a\u{FFFD}[2Jb\u{FFFD}c (k\u{FFFD}: \u{FFFD}2J\u{FFFD})")
    }

    @Test func objectsStayOnOneLine() throws {
        let text = line(.json, .warning, "a\n\"b\"\u{1B}", ["owner": "x"])
        #expect(!text.unicodeScalars.contains { $0.value < 32 })
        let object = try JSONDecoder().decode([String: String].self, from: Data(text.utf8))
        let expected = [
            "level": "warning", "message": "a\n\"b\"\u{1B}", "owner": "x", "time": "1970-01-01T00:00:00Z",
        ]
        #expect(object == expected)
    }
}

struct SummaryTextTests {
    private func lines(_ change: (inout RunResult) -> Void = { _ in }, colour: Bool = false) -> [String] {
        var records = RecordCounts()
        (records.absent, records.withHit, records.hit) = (3, 1, [.malicious: 1])
        var observables = ObservableCounts()
        (observables.hit, observables.absent, observables.skipped) = (1, 3, [.reserved: 2])
        let manifest = RunManifest(
            runID: "r",
            name: "trial",
            startedAt: 0,
            finishedAt: 1,
            inputs: ["a"],
            records: records,
            observables: observables,
            requests: 1_234,
            hits: []
        )
        var result = RunResult(manifest: manifest, written: ["-", "out/e.csv"], exceeded: [])
        change(&result)
        let terminal = Terminal(isInteractive: colour, usesColour: colour, columns: 80)
        return SummaryText(result: result, elapsed: 4.2, terminal: terminal).lines
    }

    @Test func everyNumberStandsBesideWhatItIsAShareOf() {
        #expect(
            lines() == [
                "trial: 4 records in 4.2 s",
                "records     4 enriched · 1 with a hit (25.0 %)",
                "            by worst answer: malicious 1",
                "observables 6 distinct · 4 asked: 1 hit (25.0 %), 3 absent",
                "            skipped: reserved 2",
                "requests    1,234",
                "written",
                "  out/e.csv",
            ]
        )
    }

    @Test func whatWentWrongComesLast() {
        let lines = lines {
            $0.exceeded = ["too much of a\u{1B}"]
        }
        #expect(lines.last == "! too much of a\u{FFFD}")
    }

    @Test func coloursChangeNoText() {
        let plain = lines(colour: true).map { $0.replacing(/\x1B\[[0-9]+m/, with: "") }
        #expect(plain == lines())
        #expect(lines(colour: true) != lines())
    }
}
