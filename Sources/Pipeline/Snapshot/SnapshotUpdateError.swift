/// Why an update did not give a snapshot; the one before it stays as it was.
package struct SnapshotUpdateError: Error, Sendable, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// The pipeline file names no snapshot.
        case noSnapshot = "no_snapshot"
        /// What was fetched is not as much as the server counts.
        case count
    }

    package let code: Code
    package let message: String

    package var description: String {
        switch code {
        case .noSnapshot: "\(message); add 'enrich: {snapshot: {file: indicators.snapshot}}'"
        case .count:
            "\(message); the snapshot before stays in place. Try again when the owner changes less; should the numbers stay apart, the "
                + "instance counts what it does not list: report it, or leave the owner out"
        }
    }
}
