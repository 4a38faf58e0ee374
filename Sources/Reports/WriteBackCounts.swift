/// What a run's write-back planned and did. An indicator is one owner's copy of one value.
package struct WriteBackCounts: Sendable, Hashable {
    /// Each of them is one of the next five, or could not be read; those with values that cannot be written count there too.
    package var targets = 0
    package var unchanged = 0
    package var toChange = 0
    package var toCreate = 0
    /// The owner has none, and no rule creates it.
    package var leftAbsent = 0
    package var invalid = 0
    package var unreadable = 0
    /// Requests that would change something.
    package var planned = 0
    package var done = 0
    package var failed = 0

    package init() {}
}
