import Observables
import Synchronization

/// Counts by kind what is asked about, on its way to `source`.
final class KindCount: AnswerSource {
    private let source: any AnswerSource
    private let state = Mutex<[ObservableKind: Int]>([:])

    init(source: any AnswerSource) { self.source = source }

    var counts: [ObservableKind: Int] { state.withLock { $0 } }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        state.withLock { counts in
            for observable in observables { counts[observable.kind, default: 0] += 1 }
        }
        return try await source.answers(for: observables)
    }

    func finish() { source.finish() }
}
