import Observables
import PipelineFile
import Synchronization
import ThreatConnect

/// How many calls answers would take.
package struct CallCounts: Sendable, Hashable {
    /// Distinct values that the cache does not know.
    package var values = 0
    /// One per value and owner.
    package var lookup = 0
    /// Packed as strategy `query` packs them, however long the input takes to come, and one for the name of the own organisation where
    /// the pipeline file names no owner. Lists that take several pages take more.
    package var query = 0
}

/// Counts what would be asked instead of asking. Every value is absent, so a URL without a hit goes on to its host: the counts are
/// those of a run without hits, the most that it can take.
final class CallCount: AnswerSource {
    private struct State {
        var counts = CallCounts()
        var open: [ValueQuery.Lane: ValuePack] = [:]
    }

    private let client: ThreatConnectClient
    private let form: QueryForm
    private let owners: [String]
    private let maxRequestBytes: Int
    private let state = Mutex(State())

    init(client: ThreatConnectClient, specification: PipelineSpecification) {
        self.client = client
        owners = specification.threatConnect.owners
        let settings = specification.enrich.query
        maxRequestBytes = settings.maxRequestBytes
        form = QueryForm(
            // The own organisation's name is not asked for only to be counted.
            owners: owners.isEmpty ? ["The Own Organisation"] : owners,
            members: specification.members,
            includesInactive: settings.includesInactive,
            usesBody: settings.usesBody
        )
    }

    var counts: CallCounts { state.withLock { $0.counts } }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        count(observables)
        return observables.map { _ in SourcedAnswer(answer: .absent, asOf: 0) }
    }

    /// Counts what `source` is asked.
    func passing(_ source: any AnswerSource) -> any AnswerSource { Passing(count: self, source: source) }

    private struct Passing: AnswerSource {
        let count: CallCount
        let source: any AnswerSource

        func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
            count.count(observables)
            return try await source.answers(for: observables)
        }

        func finish() { source.finish() }
    }

    private func count(_ observables: [Observable]) {
        state.withLock { state in
            for observable in observables { count(observable, &state) }
        }
    }

    private func count(_ observable: Observable, _ state: inout State) {
        if state.counts.values == 0, owners.isEmpty { state.counts.query += 1 }
        state.counts.values += 1
        state.counts.lookup += max(1, owners.count)
        let lane = form.lane(of: observable)
        // Taken out first: otherwise adding would copy it.
        if var pack = state.open.removeValue(forKey: lane), pack.add(observable) {
            state.open[lane] = pack
            return
        }
        var pack = client.pack(lane, form, limit: maxRequestBytes)
        _ = pack.add(observable)
        state.open[lane] = pack
        state.counts.query += 1
    }
}
