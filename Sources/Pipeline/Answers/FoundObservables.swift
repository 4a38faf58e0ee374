import Observables

/// What was read from a number of cells, one after the other, without an object per cell.
struct FoundObservables {
    /// Places among ``observables``.
    struct Found {
        let first: Int32
        /// To try when the first gives no hit; −1 for none.
        let next: Int32
    }

    private let hasher: ByteHash
    private(set) var all: [Found] = []
    private(set) var observables: [Observable] = []
    /// Of their canonical forms, tagged with their kinds.
    private(set) var hashes: [UInt64] = []
    /// Where the observables of each cell end.
    private var ends: [Int32] = []
    /// Of the cell under way, once it has more than a few.
    private var seen: Set<Observable> = []
    private static let few = 16

    /// - Parameter cells: That are going to be read.
    init(hasher: ByteHash, cells: Int) {
        self.hasher = hasher
        all.reserveCapacity(cells)
        observables.reserveCapacity(cells)
        hashes.reserveCapacity(cells)
        ends.reserveCapacity(cells)
    }

    /// Adds an observable that the cell under way does not hold already.
    mutating func append(_ observable: Observable, next: @autoclosure () -> Observable?) {
        guard isNew(observable) else { return }
        let first = keep(observable)
        all.append(Found(first: first, next: next().map { keep($0) } ?? -1))
    }

    /// The cell is read: what was appended since the one before belongs to it.
    mutating func endCell() {
        ends.append(Int32(all.count))
        if !seen.isEmpty { seen.removeAll() }
    }

    private mutating func isNew(_ observable: Observable) -> Bool {
        let start = Int(ends.last ?? 0)
        guard start < all.count else { return true }
        let cell = all[start...]
        guard cell.count >= Self.few else { return !cell.contains { observables[Int($0.first)] == observable } }
        if seen.isEmpty { seen = Set(cell.map { observables[Int($0.first)] }) }
        return seen.insert(observable).inserted
    }

    func cell(_ index: Int) -> ArraySlice<Found> {
        all[Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])]
    }

    private mutating func keep(_ observable: Observable) -> Int32 {
        var canonical = observable.canonical
        hashes.append(canonical.withUTF8 { hasher($0, tag: observable.kind.rawValue) })
        observables.append(observable)
        return Int32(observables.count - 1)
    }
}

/// The observables that were new when the cells of a batch were entered, in the order of their numbers: so that whoever asks about them need not
/// make them again.
struct FreshObservables {
    private let first: ObservableID
    private var observables: [Observable] = []

    init(first: ObservableID, atMost count: Int) {
        self.first = first
        observables.reserveCapacity(count)
    }

    mutating func append(_ next: Observable) { observables.append(next) }

    /// nil for another one.
    subscript(id: ObservableID) -> Observable? {
        let place = Int(id) - Int(first)
        return observables.indices.contains(place) ? observables[place] : nil
    }
}
