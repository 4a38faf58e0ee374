import Observables
import State
import Synchronization

/// Gives the answers that the interrupted run was given already, asks `source` about the rest, and collects what it says for the next commit.
///
/// So a continued run puts out what an undisturbed one would have: each distinct observable has one answer, failures included.
final class JournaledAnswers: AnswerSource {
    private let source: any AnswerSource
    private let session: RunSession
    private let unsaved = Mutex<[JournaledAnswer]>([])
    private let arrived = Mutex<@Sendable () -> Void>({})

    init(source: any AnswerSource, session: RunSession) {
        self.source = source
        self.session = session
    }

    /// Is called whenever there is something to save.
    func onArrival(_ action: @escaping @Sendable () -> Void) { arrived.withLock { $0 = action } }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        var answers = try known(observables)
        let open = answers.indices.filter { answers[$0] == nil }
        guard !open.isEmpty else { return answers.compactMap { $0 } }
        let replies = try await source.answers(for: open.map { observables[$0] }).map(asUndisturbed)
        // A continued run has the same snapshot, which is quicker to ask than any journal.
        let journaled = zip(open, replies).filter { $0.1.origin != .snapshot }
            .map { index, reply in JournaledAnswer(observables[index], reply) }
        if !journaled.isEmpty {
            unsaved.withLock { $0 += journaled }
            arrived.withLock { $0 }()
        }
        for (index, reply) in zip(open, replies) { answers[index] = reply }
        return answers.compactMap { $0 }
    }

    func finish() { source.finish() }

    /// What the cache knows from this very run, an undisturbed run would have been told by ThreatConnect.
    private func asUndisturbed(_ reply: SourcedAnswer) -> SourcedAnswer {
        var reply = reply
        let isOwn = reply.origin == .cache && reply.asOf >= session.record.startedAt
        if session.mode == .continued, isOwn { reply.origin = .api }
        return reply
    }

    /// What was answered since it was taken last. It has to be saved before, or together with, the progress that rests on it.
    func takeUnsaved() -> [JournaledAnswer] {
        unsaved.withLock { unsaved in
            defer { unsaved = [] }
            return unsaved
        }
    }

    private func known(_ observables: [Observable]) throws -> [SourcedAnswer?] {
        guard session.mode != .fresh else { return observables.map { _ in nil } }
        return try session.journal.journaledAnswers(for: observables, run: session.record.run).map { journaled in
            guard let journaled, !(session.mode == .retried && journaled.isFailed) else { return nil }
            return SourcedAnswer(journaled)
        }
    }
}

extension JournaledAnswer {
    fileprivate init(_ observable: Observable, _ sourced: SourcedAnswer) {
        self.init(
            observable: observable,
            answer: sourced.answer,
            asOf: sourced.asOf,
            incomplete: sourced.incomplete,
            origin: sourced.origin.rawValue
        )
    }
}

extension SourcedAnswer {
    fileprivate init(_ journaled: JournaledAnswer) {
        self.init(
            answer: journaled.answer,
            asOf: journaled.asOf,
            incomplete: journaled.incomplete,
            origin: AnswerOrigin(rawValue: journaled.origin) ?? .api
        )
    }
}
