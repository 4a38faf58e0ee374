package import Logging
package import Observables
package import PipelineFile
package import State
import Synchronization

/// Gives answers of former runs where they are young enough, asks `source` about the rest, and keeps what it says.
///
/// Hits and absences are kept; a failure, and a hit for which an owner could not be asked, are not. A cache that cannot be used
/// costs time, never an answer: it is given up with a warning.
package final class CachedAnswers: AnswerSource {
    /// Seconds.
    package struct Lifetimes: Sendable, Hashable {
        package var hit: Int
        package var absent: Int

        package init(_ settings: CacheSettings) {
            hit = Int(settings.hit.components.seconds)
            absent = Int(settings.absent.components.seconds)
        }

        func of(_ answer: StoredAnswer) -> Int { answer.intelligence == nil ? absent : hit }
    }

    private let source: any AnswerSource
    private let store: StateStore
    private let scope: Int64
    private let lifetimes: Lifetimes
    private let use: AnswerCache.Use
    private let now: @Sendable () -> Int
    private let logger: Logger
    private let state = Mutex(State())

    private struct State {
        var isUsable = true
        var unwritten: [StoredAnswer] = []
        /// Since the file was pruned last.
        var hasWritten = false
    }

    /// Answers that are collected before they are written: enough for sorted keys to pay, few enough to lose.
    private static let batch = 2_000

    /// - Parameters:
    ///   - scope: See `AnswerScope`.
    ///   - now: Seconds since 1970.
    /// - Throws: `StateError`.
    package init(
        source: any AnswerSource,
        store: StateStore,
        scope: String,
        lifetimes: Lifetimes,
        use: AnswerCache.Use = .readAndWrite,
        logger: Logger,
        now: @escaping @Sendable () -> Int
    ) throws {
        self.source = source
        self.store = store
        self.scope = try store.answerScope(scope)
        self.lifetimes = lifetimes
        self.use = use
        self.logger = logger
        self.now = now
    }

    package func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        var answers = use.reads ? known(observables) : observables.map { _ in nil }
        let open = answers.indices.filter { answers[$0] == nil }
        guard !open.isEmpty else { return answers.compactMap { $0 } }
        let replies = try await source.answers(for: open.map { observables[$0] })
        for (index, reply) in zip(open, replies) { answers[index] = reply }
        keep(zip(open, replies).compactMap { index, reply in stored(observables[index], reply) })
        return answers.compactMap { $0 }
    }

    /// Writes what is collected, before write-back changes what was answered and in a run that breaks off; and drops what has expired,
    /// so that the file does not grow with values that never come again.
    package func finish() {
        let (last, hasWritten) = state.withLock { state in
            defer { (state.unwritten, state.hasWritten) = ([], false) }
            return (state.unwritten, state.hasWritten || !state.unwritten.isEmpty)
        }
        write(last)
        if hasWritten { using { _ = try store.pruneAnswers(now: now()) } }
    }

    private func known(_ observables: [Observable]) -> [SourcedAnswer?] {
        let time = now()
        return using { try store.storedAnswers(for: observables, scope: scope) }?.map { stored in
            // An answer from the future comes from another clock: nobody knows how old it is.
            guard let stored, stored.asOf <= time, time - stored.asOf < lifetimes.of(stored) else { return nil }
            let answer = stored.intelligence.map { Answer.hit($0) } ?? .absent
            return SourcedAnswer(answer: answer, asOf: stored.asOf, origin: .cache)
        } ?? observables.map { _ in nil }
    }

    private func stored(_ observable: Observable, _ reply: SourcedAnswer) -> StoredAnswer? {
        guard reply.incomplete == nil, reply.origin == .api else { return nil }
        let intelligence: Intelligence?
        switch reply.answer {
        case .hit(let found): intelligence = found
        case .absent: intelligence = nil
        case .skipped, .failed: return nil
        }
        var stored = StoredAnswer(
            observable: observable,
            intelligence: intelligence,
            asOf: reply.asOf,
            expiresAt: reply.asOf
        )
        stored.expiresAt += lifetimes.of(stored)
        return stored
    }

    private func keep(_ answers: [StoredAnswer]) {
        guard use.writes else { return }
        let full = state.withLock { state -> [StoredAnswer] in
            state.unwritten += answers
            guard state.unwritten.count >= Self.batch else { return [] }
            defer { (state.unwritten, state.hasWritten) = ([], true) }
            return state.unwritten
        }
        write(full)
    }

    private func write(_ answers: [StoredAnswer]) {
        guard !answers.isEmpty else { return }
        using { try store.store(answers, scope: scope) }
    }

    @discardableResult
    private func using<R>(_ body: () throws -> R) -> R? {
        guard state.withLock({ $0.isUsable }) else { return nil }
        do {
            return try body()
        } catch {
            let isFirst = state.withLock { state in
                defer { state.isUsable = false }
                return state.isUsable
            }
            if isFirst { logger.warning("the cache is not used any further: \(error)") }
            return nil
        }
    }
}
