/// What a cell holds: one observable, nothing, or a list of candidates.
struct CellCode: BitwiseCopyable, Hashable, Sendable {
    /// An observable from 0 on, nothing, or below that a place among the lists.
    let value: Int32

    static let nothing = CellCode(value: -1)
    static func observable(_ id: ObservableID) -> CellCode { CellCode(value: id) }
    static func list(_ place: Int) -> CellCode { CellCode(value: -2 - Int32(place)) }

    @inline(__always)
    var observable: ObservableID? { value >= 0 ? value : nil }

    @inline(__always)
    var list: Int? { value <= -2 ? Int(-2 - value) : nil }
}
