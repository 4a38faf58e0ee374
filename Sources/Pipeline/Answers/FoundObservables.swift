import Observables

/// What was read from a number of cells, one after the other, without an object per cell.
struct FoundObservables {
    struct Found {
        let observable: Observable
        /// To try when the observable gives no hit.
        let next: Observable?
    }

    private(set) var all: [Found] = []
    /// Where the observables of each cell end.
    private var ends: [Int32] = []

    mutating func append(_ found: Found) { all.append(found) }

    /// The cell is read: what was appended since the one before belongs to it.
    mutating func endCell() { ends.append(Int32(all.count)) }

    /// Whether the cell under way holds the observable already.
    func holds(_ observable: Observable) -> Bool {
        let start = Int(ends.last ?? 0)
        return all[start...].contains { $0.observable == observable }
    }

    func cell(_ index: Int) -> ArraySlice<Found> {
        all[Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])]
    }
}
