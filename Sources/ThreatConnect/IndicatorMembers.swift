/// What a look-up asks for beyond the members that always come.
package struct IndicatorMembers: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// ``Indicator/tags``.
    package static let tags = IndicatorMembers(rawValue: 1)
    /// Activity and the counts of observations and false positives (API document, section 3.5).
    package static let additional = IndicatorMembers(rawValue: 2)

    var query: [RequestTarget.QueryItem] {
        var items: [RequestTarget.QueryItem] = []
        if contains(.tags) { items.append(.init("includes", "tags")) }
        if contains(.additional) { items.append(.init("includeAdditional", "true")) }
        return items
    }
}
