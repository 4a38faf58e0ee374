import Observables
import Pipeline
import Synchronization

/// Answers from a table; everything else is absent. Notes what was asked.
final class ScriptedAnswers: AnswerSource {
    private let script: [String: Answer]
    private let asked = Mutex<[Observable]>([])
    private let asOf: Int

    init(_ script: [String: Answer] = [:], asOf: Int = 0) {
        self.script = script
        self.asOf = asOf
    }

    /// Every observable asked about, in order of asking.
    var askedFor: [Observable] { asked.withLock { $0 } }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        asked.withLock { $0 += observables }
        // Let other batches come in between.
        for _ in 0..<3 { await Task.yield() }
        return observables.map { SourcedAnswer(answer: script[$0.canonical] ?? .absent, asOf: asOf) }
    }
}

extension Answer {
    /// A hit with one copy.
    static func hit(
        _ kind: ObservableKind,
        _ value: String,
        rating: Double? = nil,
        confidence: Int? = nil,
        owner: String = "Example Org",
        tags: [String]? = nil
    ) -> Answer {
        var indicator = Indicator(id: 1, kind: kind, summary: value, owner: owner)
        indicator.rating = rating
        indicator.confidence = confidence
        indicator.tags = tags
        return Intelligence(indicators: [indicator]).map { .hit($0) } ?? .absent
    }
}
