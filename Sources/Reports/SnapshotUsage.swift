/// The snapshot that a run answered from.
package struct SnapshotUsage: Sendable, Hashable {
    package let file: String
    /// Seconds since 1970: what it says is of then.
    package let asOf: Int
    /// Seconds, at the start of the run.
    package let age: Int
    package let indicators: Int

    package init(file: String, asOf: Int, age: Int, indicators: Int) {
        self.file = file
        self.asOf = asOf
        self.age = age
        self.indicators = indicators
    }
}
