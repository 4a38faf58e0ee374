import Observables

/// What was read from a number of cells, one after the other, without an object per cell.
struct FoundObservables {
    /// An observable and the hash of its canonical form, tagged with its kind.
    struct Hashed {
        let observable: Observable
        let hash: UInt64
    }

    struct Found {
        let first: Hashed
        /// To try when the first gives no hit.
        let next: Hashed?
    }

    private let hasher: ByteHash
    private(set) var all: [Found] = []
    /// Where the observables of each cell end.
    private var ends: [Int32] = []
    /// Of the cell under way, once it has more than a few.
    private var seen: Set<Observable> = []
    private static let few = 16

    /// - Parameter cells: That are going to be read.
    init(hasher: ByteHash, cells: Int) {
        self.hasher = hasher
        all.reserveCapacity(cells)
        ends.reserveCapacity(cells)
    }

    /// Adds an observable that the cell under way does not hold already.
    mutating func append(_ observable: Observable, next: @autoclosure () -> Observable?) {
        guard isNew(observable) else { return }
        let next = next()
        all.append(Found(first: hashed(observable), next: next.map(hashed)))
    }

    /// The cell is read: what was appended since the one before belongs to it.
    mutating func endCell() {
        ends.append(Int32(all.count))
        if !seen.isEmpty { seen.removeAll() }
    }

    private mutating func isNew(_ observable: Observable) -> Bool {
        let cell = all[Int(ends.last ?? 0)...]
        guard cell.count >= Self.few else { return !cell.contains { $0.first.observable == observable } }
        if seen.isEmpty { seen = Set(cell.map(\.first.observable)) }
        return seen.insert(observable).inserted
    }

    func cell(_ index: Int) -> ArraySlice<Found> {
        all[Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])]
    }

    private func hashed(_ observable: Observable) -> Hashed {
        var canonical = observable.canonical
        return Hashed(
            observable: observable,
            hash: canonical.withUTF8 { hasher($0, tag: observable.kind.rawValue) }
        )
    }
}

/// The observables that were new when the cells of a batch were entered, in the order of their numbers: so that whoever asks about them need not
/// make them again.
struct FreshObservables {
    private let first: ObservableID
    private var observables: [Observable] = []

    init(first: ObservableID) { self.first = first }

    mutating func append(_ next: Observable) { observables.append(next) }

    /// nil for another one.
    subscript(id: ObservableID) -> Observable? {
        let place = Int(id) - Int(first)
        return observables.indices.contains(place) ? observables[place] : nil
    }
}
