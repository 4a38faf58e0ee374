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

    /// - Parameter cells: That are going to be read.
    init(hasher: ByteHash, cells: Int) {
        self.hasher = hasher
        all.reserveCapacity(cells)
        ends.reserveCapacity(cells)
    }

    mutating func append(_ observable: Observable, next: Observable?) {
        all.append(Found(first: hashed(observable), next: next.map(hashed)))
    }

    /// The cell is read: what was appended since the one before belongs to it.
    mutating func endCell() { ends.append(Int32(all.count)) }

    /// Whether the cell under way holds the observable already.
    func holds(_ observable: Observable) -> Bool {
        let start = Int(ends.last ?? 0)
        return all[start...].contains { $0.first.observable == observable }
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
