/// Path and query exactly as they go on the wire and into the signature.
package struct RequestTarget: Sendable, Hashable, CustomStringConvertible {
    package struct QueryItem: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Begins with the base URL's path; no `?` when there is no query.
    package let text: String

    /// - Parameters:
    ///   - segments: What follows `/api`, not encoded: `["v2", "indicators", "urls", "http://example.com/"]`.
    ///   - query: Kept in order; a name may occur several times. Not encoded.
    package init(base: BaseURL, segments: [String], query: [QueryItem] = []) {
        var text = base.path
        for segment in segments { text += "/" + PercentEncoding.encode(segment) }
        let items = query.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        if !items.isEmpty { text += "?" + items.joined(separator: "&") }
        self.text = text
    }

    package var description: String { text }
}
