import Foundation
import Observables
import Pipeline
import PipelineFile
import State
import TestSupport
import Testing

/// Answers of former runs.
struct CachedAnswersTests {
    private let folder: TemporaryFolder
    private let store: StateStore

    private let known = Observable(kind: .host, canonical: "known.example")
    private let absent = Observable(kind: .host, canonical: "absent.example")
    private let broken = Observable(kind: .host, canonical: "broken.example")

    init() throws {
        folder = try TemporaryFolder()
        store = try StateStore(path: folder.path("state.sqlite"))
    }

    private func script(_ asOf: Int) -> ScriptedAnswers {
        ScriptedAnswers(
            [
                "known.example": .hit(.host, "known.example", rating: 0),
                "broken.example": .failed(LookupFailure(code: .timeout, attempts: 1, detail: "slow")),
            ],
            asOf: asOf
        )
    }

    /// One run: asks about the values at a time, and finishes.
    private func run(
        at time: Int,
        _ observables: [Observable],
        source: (any AnswerSource)? = nil,
        scope: String = "scope",
        use: AnswerCache.Use = .readAndWrite
    ) async throws -> (answers: [SourcedAnswer], asked: [String]) {
        let script = script(time)
        let cached = try CachedAnswers(
            source: source ?? script,
            store: store,
            scope: scope,
            lifetimes: .init(CacheSettings(hit: .seconds(100), absent: .seconds(10))),
            use: use,
            logger: SandboxRun.silent,
            now: { time }
        )
        let answers = try await cached.answers(for: observables)
        cached.finish()
        return (answers, script.askedFor.map(\.canonical))
    }

    @Test func hitsAndAbsencesServeLaterRunsEachForItsTime() async throws {
        let all = [known, absent, broken]
        let first = try await run(at: 1000, all)
        #expect(first.answers.map(\.origin) == [.api, .api, .api])
        let second = try await run(at: 1009, all)
        #expect(second.asked == ["broken.example"])
        #expect(second.answers.map(\.origin) == [.cache, .cache, .api])
        #expect(second.answers.map(\.answer) == first.answers.map(\.answer))
        #expect(second.answers.map(\.asOf) == [1000, 1000, 1009])
        #expect(try await run(at: 1010, all).asked == ["absent.example", "broken.example"])
        #expect(try await run(at: 1099, [known]).asked.isEmpty)
        #expect(try await run(at: 1100, [known]).asked == ["known.example"])
    }

    @Test func answerFromTheFutureIsAskedAgain() async throws {
        _ = try await run(at: 5000, [known])
        #expect(try await run(at: 4999, [known]).asked == ["known.example"])
    }

    @Test func refreshAsksAndReplaces() async throws {
        _ = try await run(at: 1000, [known])
        #expect(try await run(at: 1050, [known], use: .refresh).asked == ["known.example"])
        let later = try await run(at: 1140, [known])
        #expect(later.asked.isEmpty && later.answers.map(\.asOf) == [1050])
    }

    @Test func expiredAnswersGoWhenOthersAreKept() async throws {
        _ = try await run(at: 1000, [known, absent])
        _ = try await run(at: 1050, [known])
        #expect(try store.answerStatistics(now: 1050).count == 2)
        _ = try await run(at: 1060, [Observable(kind: .host, canonical: "other.example")])
        #expect(try store.answerStatistics(now: 1060).groups.map { [$0.count, $0.expired] } == [[1, 0], [1, 0]])
    }

    @Test func anotherScopeAsksForItself() async throws {
        _ = try await run(at: 1000, [known], scope: "one")
        #expect(try await run(at: 1001, [known], scope: "other").asked == ["known.example"])
    }

    @Test func incompleteHitIsNotKept() async throws {
        struct Incomplete: AnswerSource {
            func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
                observables.map { observable in
                    SourcedAnswer(
                        answer: .hit(.host, observable.canonical),
                        asOf: 1000,
                        incomplete: LookupFailure(code: .timeout, attempts: 1, detail: "second owner")
                    )
                }
            }
        }
        _ = try await run(at: 1000, [known], source: Incomplete())
        #expect(try await run(at: 1001, [known]).asked == ["known.example"])
    }

    @Test func cacheThatCannotBeUsedCostsNoAnswer() async throws {
        _ = try await run(at: 1000, [known])
        let script = script(1001)
        let cached = try CachedAnswers(
            source: script,
            store: store,
            scope: "scope",
            lifetimes: .init(CacheSettings(hit: .seconds(100), absent: .seconds(10))),
            logger: SandboxRun.silent,
            now: { 1001 }
        )
        for name in try folder.names() where !name.hasSuffix("-shm") {
            let file = try FileHandle(forWritingTo: folder.url.appendingPathComponent(name))
            try file.write(contentsOf: [UInt8](repeating: 0xA5, count: folder.bytes(name).count))
            try file.close()
        }
        #expect(try await cached.answers(for: [known]).map(\.answer) == [.hit(.host, "known.example", rating: 0)])
        #expect(script.askedFor == [known])
        cached.finish()
    }
}
