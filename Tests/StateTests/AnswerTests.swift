import Foundation
import GRDB
import Observables
import State
import TestSupport
import Testing

/// Answers that a state file keeps.
struct AnswerTests {
    private let folder: TemporaryFolder
    private let store: StateStore
    private let scope: Int64

    init() throws {
        folder = try TemporaryFolder()
        store = try StateStore(path: folder.path("state.sqlite"))
        scope = try store.answerScope("one")
    }

    private func stored(_ observables: [Observable]) throws -> [StoredAnswer?] {
        try store.storedAnswers(for: observables, scope: scope)
    }

    /// Seeded; printed when it fails.
    @Test func answersComeBackWithEveryMemberAndInOrder() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        var answers: [Observable: StoredAnswer] = [:]
        for _ in 0..<400 {
            let answer = RandomAnswers.answer(&random)
            answers[answer.observable] = answer
        }
        let kept = answers.values.shuffled(using: &random)
        try store.store(Array(kept), scope: scope)
        let unknown = Observable(kind: .host, canonical: "unknown.example")
        let asked = kept.map(\.observable).shuffled(using: &random) + [unknown]
        #expect(try stored(asked) == asked.map { answers[$0] }, "seed \(seed)")
        #expect(try store.answerStatistics(now: 0).count == answers.count)
    }

    @Test func valuesThatDifferBehindAZeroByteAreTwo() throws {
        let (one, other) = (RandomAnswers.agent("a\u{0}b"), RandomAnswers.agent("a"))
        let answer = StoredAnswer(observable: one, intelligence: RandomAnswers.hit(one), asOf: 1, expiresAt: 2)
        try store.store([answer], scope: scope)
        #expect(try stored([one, other]) == [answer, nil])
    }

    @Test func scopesAndKindsKeepTheirAnswersApart() throws {
        let other = try store.answerScope("other")
        #expect(try other != scope && store.answerScope("one") == scope)
        let host = Observable(kind: .host, canonical: "a.example")
        let answer = StoredAnswer(observable: host, intelligence: nil, asOf: 1, expiresAt: 2)
        try store.store([answer], scope: scope)
        #expect(try store.storedAnswers(for: [host], scope: other) == [nil])
        #expect(try stored([Observable(kind: .mutex, canonical: "a.example"), host]) == [nil, answer])
    }

    @Test func laterAnswerReplaces() throws {
        let host = Observable(kind: .host, canonical: "a.example")
        try store.store([.init(observable: host, intelligence: nil, asOf: 1, expiresAt: 2)], scope: scope)
        let later = StoredAnswer(observable: host, intelligence: RandomAnswers.hit(host), asOf: 5, expiresAt: 9)
        try store.store([later], scope: scope)
        #expect(try stored([host]) == [later])
    }

    /// Whatever is changed in a row, the answer is gone, not another one. Seeded.
    @Test func damagedRowIsNoAnswer() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let host = Observable(kind: .host, canonical: "a.example")
        let answer = StoredAnswer(observable: host, intelligence: RandomAnswers.hit(host), asOf: 100, expiresAt: 200)
        let raw = try DatabaseQueue(path: store.path)
        for _ in 0..<300 {
            try store.store([answer], scope: scope)
            try raw.write { db in
                var bytes = [UInt8](try Data.fetchOne(db, sql: "SELECT content FROM answer") ?? Data())
                switch random.next() % 3 {
                case 0: bytes[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
                case 1: bytes.removeLast(Int(1 + random.next() % UInt64(bytes.count)))
                default: bytes.insert(UInt8(random.next() % 256), at: Int(random.next() % UInt64(bytes.count)))
                }
                try db.execute(sql: "UPDATE answer SET content = ?", arguments: [Data(bytes)])
            }
            #expect(try stored([host]) == [nil], "seed \(seed)")
        }
    }

    @Test(arguments: [
        "asOf = asOf + 1", "content = 7", "content = 'text'", "content = x''", "asOf = 'today'",
        "value = cast('b.example' AS BLOB)",
    ])
    func foreignRowIsNoAnswer(change: String) throws {
        let (host, other) = (
            Observable(kind: .host, canonical: "a.example"), Observable(kind: .host, canonical: "b.example")
        )
        try store.store(
            [.init(observable: host, intelligence: RandomAnswers.hit(host), asOf: 100, expiresAt: 200)],
            scope: scope
        )
        try DatabaseQueue(path: store.path).write { try $0.execute(sql: "UPDATE answer SET \(change)") }
        #expect(try stored([host, other]) == [nil, nil])
    }

    @Test func pruningDropsWhatHasExpiredAndClearingTheRest() throws {
        let hosts = (0..<10).map { Observable(kind: .host, canonical: "h\($0).example") }
        let answers = hosts.enumerated().map { index, host in
            StoredAnswer(
                observable: host,
                intelligence: index < 4 ? RandomAnswers.hit(host) : nil,
                asOf: index,
                expiresAt: 100 + index
            )
        }
        try store.store(answers, scope: scope)
        let statistics = try store.answerStatistics(now: 104)
        #expect(statistics.groups.map(\.count) == [4, 6] && statistics.groups.map(\.isHit) == [true, false])
        #expect(statistics.groups.map(\.expired) == [4, 1])
        #expect(statistics.groups.map(\.oldest) == [0, 4] && statistics.groups.map(\.newest) == [3, 9])
        #expect(statistics.scopes == 1 && statistics.bytes > 100)
        #expect(try store.pruneAnswers(now: 104) == 5)
        #expect(try stored(hosts) == answers.enumerated().map { $0 < 5 ? nil : $1 })
        #expect(try store.clearAnswers() == 5)
        #expect(try store.answerStatistics(now: 0).count == 0)
        #expect(try store.answerScope("one") == scope)
    }

    @Test func writingToAValueForgetsWhatIsKeptAboutIt() throws {
        let (written, other) = (
            Observable(kind: .registryKey, canonical: "HKEY_USERS\\é : x : REG_SZ"),
            Observable(kind: .host, canonical: "b.example")
        )
        let scopes = try [scope, store.answerScope("second")]
        let answers = [written, other].map { StoredAnswer(observable: $0, intelligence: nil, asOf: 1, expiresAt: 2) }
        func kept() throws -> [[Bool]] {
            try scopes.map { try store.storedAnswers(for: [written, other], scope: $0).map { $0 != nil } }
        }
        for scope in scopes { try store.store(answers, scope: scope) }
        try store.begin(
            WriteBackRecord(
                run: "1",
                pipeline: "p",
                fingerprint: "f",
                instance: "https://tc.example/api",
                input: "i",
                startedAt: 1
            )
        )
        let entry = LedgerEntry(
            run: "1",
            rule: "r",
            type: written.kind.name,
            value: written.canonical,
            owner: "",
            operation: "update",
            payload: "{}",
            previous: "{}",
            intendedAt: 2
        )
        let id = try store.intend(entry)
        #expect(try kept() == [[false, true], [false, true]])
        for scope in scopes { try store.store(answers, scope: scope) }
        try store.markUndone(id, at: 3)
        #expect(try kept() == [[false, true], [false, true]])
    }

    /// Under which other hashes a file is known, the ledger does not say.
    @Test func writingToAFileForgetsAllKnownFiles() throws {
        let hashes = [32, 40, 64].map { Observable(kind: .file, canonical: String(repeating: "A", count: $0)) }
        let host = Observable(kind: .host, canonical: "a.example")
        let answers = [hashes[0], hashes[1], host].map { observable in
            StoredAnswer(observable: observable, intelligence: RandomAnswers.hit(observable), asOf: 1, expiresAt: 2)
        }
        let absent = StoredAnswer(observable: hashes[2], intelligence: nil, asOf: 1, expiresAt: 2)
        try store.store(answers + [absent], scope: scope)
        let entry = LedgerEntry(
            run: "1",
            rule: "r",
            type: "File",
            value: hashes[1].canonical,
            owner: "",
            operation: "update",
            payload: "{}",
            previous: "{}",
            intendedAt: 2
        )
        try store.begin(
            WriteBackRecord(
                run: "1",
                pipeline: "p",
                fingerprint: "f",
                instance: "https://tc.example/api",
                input: "i",
                startedAt: 1
            )
        )
        _ = try store.intend(entry)
        #expect(try stored(hashes + [host]) == [nil, nil, absent, answers[2]])
    }

    @Test func twoStoresOnOneFileSeeEachOthersAnswers() async throws {
        let path = store.path
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try StateStore(path: path)
                    let scope = try store.answerScope("shared")
                    for round in 0..<20 {
                        let answers = (0..<20).map { index in
                            let host = Observable(kind: .host, canonical: "h\(index).example")
                            return StoredAnswer(
                                observable: host,
                                intelligence: RandomAnswers.hit(host),
                                asOf: writer * 100 + round,
                                expiresAt: 10_000
                            )
                        }
                        try store.store(answers, scope: scope)
                        #expect(
                            try store.storedAnswers(for: answers.map(\.observable), scope: scope).allSatisfy {
                                $0 != nil
                            }
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try store.answerStatistics(now: 0).count == 20)
    }
}
