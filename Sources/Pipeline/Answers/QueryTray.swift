import Observables
import Synchronization
import ThreatConnect

/// Packs that are being filled by several batches at once. One that is full, or has waited long enough, is taken by exactly one of
/// the batches, which sends it; the others wait for it.
final class QueryTray: Sendable {
    /// One request in the making.
    final class Pack: Sendable {
        fileprivate struct State {
            var values: ValuePack
            var isTaken = false
            var answers: [Observable: SourcedAnswer] = [:]
        }

        fileprivate let state: Mutex<State>
        /// Completes when the answers are there.
        let ticket = AskTicket()

        fileprivate init(_ values: ValuePack) { state = Mutex(State(values: values)) }

        /// Empty before the ticket is complete.
        var answers: [Observable: SourcedAnswer] { state.withLock { $0.answers } }

        func settle(_ answers: [Observable: SourcedAnswer]) {
            state.withLock { $0.answers = answers }
            ticket.complete(.success(()))
        }

        fileprivate func add(_ observable: Observable) -> Bool { state.withLock { $0.values.add(observable) } }

        /// nil when another batch has taken it.
        fileprivate func take() -> ValuePack? {
            state.withLock { state in
                guard !state.isTaken else { return nil }
                state.isTaken = true
                return state.values
            }
        }
    }

    /// Where the values of one batch went.
    struct Placement {
        /// Every pack that holds one of them.
        var packs: [Pack] = []
        /// Those that this batch filled: it sends them.
        var full: [Pack] = []
        /// Those that this batch began and that still have room: it sends them when they have waited long enough.
        var begun: [Pack] = []
    }

    private let form: QueryForm
    private let empty: @Sendable (ValueQuery.Lane) -> ValuePack
    private let open = Mutex<[ValueQuery.Lane: Pack]>([:])

    /// - Parameter empty: A pack to be filled.
    init(form: QueryForm, empty: @escaping @Sendable (ValueQuery.Lane) -> ValuePack) {
        self.form = form
        self.empty = empty
    }

    func place(_ observables: [Observable]) -> Placement {
        open.withLock { open in
            var placement = Placement()
            for observable in observables { place(observable, &open, &placement) }
            placement.begun.removeAll { begun in placement.full.contains { $0 === begun } }
            return placement
        }
    }

    private func place(_ observable: Observable, _ open: inout [ValueQuery.Lane: Pack], _ placement: inout Placement) {
        let lane = form.lane(of: observable)
        if let pack = open[lane] {
            guard !pack.add(observable) else { return placement.note(pack) }
            placement.full.append(pack)
        }
        let pack = Pack(empty(lane))
        _ = pack.add(observable)
        open[lane] = pack
        placement.begun.append(pack)
        placement.note(pack)
    }

    /// The pack's values, for the one batch that is to send it; nil for all others.
    func take(_ pack: Pack) -> ValuePack? {
        open.withLock { open in
            guard let values = pack.take() else { return nil }
            if open[values.lane] === pack { open[values.lane] = nil }
            return values
        }
    }
}

extension QueryTray.Placement {
    fileprivate mutating func note(_ pack: QueryTray.Pack) {
        if !packs.contains(where: { $0 === pack }) { packs.append(pack) }
    }
}
