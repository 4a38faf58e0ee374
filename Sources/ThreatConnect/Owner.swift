/// An organization, community or source that holds indicators.
package struct Owner: Sendable, Hashable {
    package let id: Int64?
    package let name: String
    /// `Organization`, `Community` or `Source`; nil when the server did not say.
    package let type: String?

    package init(id: Int64?, name: String, type: String?) {
        self.id = id
        self.name = name
        self.type = type
    }
}
