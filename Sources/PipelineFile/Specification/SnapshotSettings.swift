/// The local copy of all indicators.
package struct SnapshotSettings: Sendable, Hashable {
    package var file: String
    /// Seconds; a run refuses an older one.
    package var maxAge: Int
}
