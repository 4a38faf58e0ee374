/// One list of values that are not worth asking about, in the manner of a MISP warning list.
package struct Allowlist: Sendable, Hashable {
    /// How the entries are compared with a value.
    package enum MatchType: String, Sendable, Hashable, CaseIterable {
        /// The value is an entry.
        case string
        /// An entry stands somewhere in the value.
        case substring
        /// The value's host is an entry or lies below one.
        case hostname
        /// An entry is a block that holds the address, or all of the block.
        case cidr
        /// An entry is a pattern that occurs in the value.
        case regex
    }

    /// For people: what a skipped value was found in.
    package let name: String
    package let type: MatchType
    /// The kinds of values that the list is about.
    package let kinds: ObservableKinds
    /// Empty ones are passed over.
    package let entries: [String]

    package init(name: String, type: MatchType, kinds: ObservableKinds, entries: [String]) {
        self.name = name
        self.type = type
        self.kinds = kinds
        self.entries = entries
    }
}

/// An entry that says nothing.
package struct AllowlistEntryError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Which of the lists, from 0.
    package let list: Int
    /// Which of its entries, from 0.
    package let entry: Int
    package let text: String
    package let problem: String

    package var description: String { "entry \(entry + 1) \"\(text)\": \(problem)" }
}
