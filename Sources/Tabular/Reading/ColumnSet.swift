/// Columns whose values are needed. Those of the others are left empty, which spares copying them.
///
/// Tells the first 64 columns apart; further ones always count as needed.
package struct ColumnSet: Sendable, Hashable {
    private var bits: UInt64

    package static let all = ColumnSet(bits: .max)

    private init(bits: UInt64) { self.bits = bits }

    package init(_ columns: some Sequence<Int>) {
        bits = columns.filter { $0 < 64 }.reduce(0) { $0 | 1 << UInt64($1) }
    }

    @inline(__always)
    func contains(_ column: Int32) -> Bool { column >= 64 || bits &>> UInt64(truncatingIfNeeded: column) & 1 == 1 }
}
