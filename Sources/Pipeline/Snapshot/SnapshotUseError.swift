/// Why a run does not answer from a snapshot that can be read.
package struct SnapshotUseError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// Older than `max_age`.
        case old
        /// Made from another instance.
        case instance
        /// Without an owner that the pipeline asks.
        case owners
        /// Without members that the pipeline needs.
        case members
    }

    package let code: Code
    package let path: String
    /// What differs.
    package let difference: String

    package var description: String {
        let advice =
            switch code {
            case .old: "bring it up to date with 'tcenrich snapshot update', or raise 'enrich.snapshot.max_age'"
            case .instance: "name another file in 'enrich.snapshot.file', or check 'threatconnect.url'"
            case .owners, .members: "make it anew for this pipeline file with 'tcenrich snapshot update --full'"
            }
        return "the snapshot \(path) does not fit: \(difference); \(advice)"
    }
}
