/// How much may go wrong before the run counts as broken.
package struct ErrorsSection: Sendable, Hashable {
    /// Look-ups that failed, of those asked.
    package var maxFailed: Allowance
    /// Records that were rejected, of those read.
    package var maxRejected: Allowance
}

package enum Allowance: Sendable, Hashable {
    case count(Int)
    /// 0–100.
    case percent(Double)
    case unlimited

    /// Whether `failures` out of `total` are more than is allowed.
    package func isExceeded(by failures: Int, of total: Int) -> Bool {
        switch self {
        case .unlimited: false
        case .count(let count): failures > count
        case .percent(let percent): Double(failures) * 100 > percent * Double(total)
        }
    }
}
