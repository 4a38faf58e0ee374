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
    /// The first two segments and how many there are: `v2/indicators/4`. Targets of one shape take about the same time.
    let shape: String

    /// - Parameters:
    ///   - segments: What follows `/api`, not encoded: `["v2", "indicators", "urls", "http://example.com/"]`.
    ///   - query: Kept in order; a name may occur several times. Not encoded.
    package init(base: BaseURL, segments: [String], query: [QueryItem] = []) {
        var bytes = Array(base.path.utf8)
        bytes.reserveCapacity(256)
        for segment in segments {
            bytes.append(UInt8(ascii: "/"))
            PercentEncoding.append(segment, to: &bytes)
        }
        for (number, item) in query.enumerated() {
            bytes.append(number == 0 ? UInt8(ascii: "?") : UInt8(ascii: "&"))
            PercentEncoding.append(item.name, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            PercentEncoding.append(item.value, to: &bytes)
        }
        text = String(decoding: bytes, as: UTF8.self)
        shape = segments.prefix(2).joined(separator: "/") + "/\(segments.count)"
    }

    package var description: String { text }
}
