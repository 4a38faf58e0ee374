/// One condition on a v2 list: `rating>3` (API document, section 3.3). The server decides which names and operators it knows.
package struct ListFilter: Sendable, Hashable, CustomStringConvertible {
    package enum Operator: String, Sendable, Hashable, CaseIterable {
        case equal = "="
        case less = "<"
        case greater = ">"
        case startsWith = "^"
    }

    package let name: String
    package let comparison: Operator
    package let value: String

    package init(_ name: String, _ comparison: Operator, _ value: String) {
        self.name = name
        self.comparison = comparison
        self.value = value
    }

    /// Nil when the text has no operator, no name or no value, or an operator that the API does not know: `rating>=1`,
    /// `rating!=1`. A comma cannot be part of a value: it separates filters.
    package init?(_ text: String) {
        guard let index = text.firstIndex(where: { Operator(rawValue: String($0)) != nil }),
            let comparison = Operator(rawValue: String(text[index]))
        else { return nil }
        let name = text[..<index].filter { !$0.isWhitespace }
        let value = text[text.index(after: index)...].drop(while: \.isWhitespace)
        guard let first = value.first, !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }),
            Operator(rawValue: String(first)) == nil, !value.contains(",")
        else { return nil }
        self.init(String(name), comparison, String(value))
    }

    package var description: String { name + comparison.rawValue + value }

    /// Both kinds; the server shows only active ones by default.
    package static let activeOrNot = [ListFilter("active", .equal, "true"), ListFilter("active", .equal, "false")]
}

/// What lists and single indicators carry beyond their own members (API document, section 3.3).
package struct Includes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let tags = Includes(rawValue: 1)
    package static let attributes = Includes(rawValue: 2)
    package static let labels = Includes(rawValue: 4)
    /// Activity, counts of observations and false positives (section 3.5).
    package static let additional = Includes(rawValue: 8)

    var query: [RequestTarget.QueryItem] {
        var items: [RequestTarget.QueryItem] = []
        if contains(.tags) { items.append(.init("includes", "tags")) }
        if contains(.attributes) { items.append(.init("includes", "attributes")) }
        if contains(.labels) { items.append(.init("includes", "labels")) }
        if contains(.additional) { items.append(.init("includeAdditional", "true")) }
        return items
    }
}
