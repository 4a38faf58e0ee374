/// Where the records of a run came from, when not from files.
package struct SourceDescription: Sendable, Hashable {
    /// `incident 67360: Phish 12`.
    package var title: String
    package var tags: [String]

    package init(title: String, tags: [String] = []) {
        self.title = title
        self.tags = tags
    }
}
