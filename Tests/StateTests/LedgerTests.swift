import Foundation
import State
import TestSupport
import Testing

/// The durable list of writes.
struct LedgerTests {
    private let folder: TemporaryFolder
    private let store: StateStore

    init() throws {
        folder = try TemporaryFolder()
        store = try StateStore(path: folder.path("state.sqlite"))
    }

    private func record(_ run: String, at time: Int = 100) -> WriteBackRecord {
        WriteBackRecord(
            run: run,
            pipeline: "proxy",
            fingerprint: "f",
            instance: "https://tc.example/api",
            input: "log.csv",
            startedAt: time
        )
    }

    private func entry(_ run: String, value: String = "203.0.113.7") -> LedgerEntry {
        LedgerEntry(
            run: run,
            rule: "rule 1",
            type: "Address",
            value: value,
            owner: "",
            operation: "update",
            payload: #"{"rating":5}"#,
            previous: #"{"rating":3}"#,
            intendedAt: 101
        )
    }

    @Test func intentIsReadBackByAnotherStore() throws {
        try store.begin(record("r1"))
        let id = try store.intend(entry("r1"))
        let other = try StateStore(path: store.path)
        var expected = entry("r1")
        expected.id = id
        #expect(try other.entries(run: "r1") == [expected])
    }

    @Test func outcomeReplacesIntentAndKeepsWhatWasReplaced() throws {
        try store.begin(record("r1"))
        let id = try store.intend(entry("r1"))
        try store.settle(id, as: .done, remoteID: 77, detail: nil, at: 102)
        let found = try #require(try store.entries(run: "r1").first)
        #expect(found.state == .done)
        #expect(found.remoteID == 77)
        #expect(found.settledAt == 102)
        #expect(found.previous == #"{"rating":3}"#)
        #expect(found.undoneAt == nil)
        try store.markUndone(id, at: 103)
        #expect(try store.entries(run: "r1").first?.undoneAt == 103)
    }

    @Test func entriesComeInTheOrderOfIntent() throws {
        try store.begin(record("r1"))
        let values = (1...20).map { "203.0.113.\($0)" }
        for value in values { _ = try store.intend(entry("r1", value: value)) }
        #expect(try store.entries(run: "r1").map(\.value) == values)
        #expect(try store.entries(run: "r2").isEmpty)
    }

    @Test func unfinishedWriteBacksOfAPipelineAndInstanceAreListedLatestFirst() throws {
        try store.begin(record("r1", at: 100))
        try store.begin(record("r2", at: 200))
        func unfinished(_ pipeline: String = "proxy", _ url: String = "https://tc.example/api") throws -> [String] {
            try store.unfinished(pipeline: pipeline, instance: url).map(\.run)
        }
        #expect(try unfinished() == ["r2", "r1"])
        try store.finish(run: "r2", at: 201)
        #expect(try unfinished() == ["r1"])
        #expect(try unfinished("other") == [])
        #expect(try unfinished("proxy", "https://other.example/api") == [])
        #expect(try store.writeBack(run: "r2")?.finishedAt == 201)
        #expect(try store.writeBack(run: "r2")?.input == "log.csv")
    }

    @Test func openEntriesAreThoseWithoutAnOutcome() throws {
        try store.begin(record("r1"))
        let ids = try ["a.example", "b.example", "c.example"].map { try store.intend(entry("r1", value: $0)) }
        try store.settle(ids[1], as: .done, remoteID: nil, detail: nil, at: 1)
        #expect(try store.openEntries(run: "r1").map(\.value) == ["a.example", "c.example"])
    }

    @Test func onlyOneHoldsTheRightToWriteBackUntilItIsReleased() throws {
        var first: StateHold? = try store.hold(as: "run r1")
        let other = try StateStore(path: folder.path("state.sqlite"))
        let error = #expect(throws: StateError.self) { try other.hold(as: "run r2") }
        #expect(error?.code == .held)
        #expect(error?.cause.hasPrefix("run r1, process ") == true)
        withExtendedLifetime(first) {}
        first = nil
        #expect(throws: Never.self) { try other.hold(as: "run r2") }
    }

    @Test func beginningTwiceKeepsTheFirstStart() throws {
        try store.begin(record("r1", at: 100))
        try store.begin(record("r1", at: 900))
        #expect(try store.writeBack(run: "r1")?.startedAt == 100)
    }

    @Test func entryWithoutWriteBackIsRefused() throws {
        #expect(throws: StateError.self) { try store.intend(entry("nobody")) }
    }
}
