/// Any number of allowlists made ready for asking. The cost of a value depends on its length, not on the lists' sizes; patterns
/// alone are tried one by one.
///
/// Letters count as MISP has them only in URLs and in the kinds that no value shows by itself; everywhere else, and for
/// substrings and host names, upper and lower case are one.
package struct AllowlistMatcher: Sendable {
    /// Of each list.
    package let names: [String]
    private let kinds: [ObservableKinds]
    private let keys: AllowlistKeys
    private let blocks: BlockTable
    private let substrings: SubstringAutomaton
    private let patterns: [(pattern: AllowlistPattern, list: Int)]
    /// The kinds that some list of a type is about: for others that part is not asked at all.
    private let withStrings: ObservableKinds
    private let withHostnames: ObservableKinds
    private let withBlocks: ObservableKinds
    private let withSubstrings: ObservableKinds
    private let withPatterns: ObservableKinds

    /// - Parameter seed: Of the hash table; random, because the values come from logs.
    /// - Throws: For an address block or a pattern that cannot be read.
    package init(
        _ lists: [Allowlist],
        seed: UInt64 = .random(in: .min ... .max)
    ) throws(AllowlistEntryError) {
        var reading = AllowlistReading()
        for (index, list) in lists.enumerated() { try reading.add(list, index) }
        names = lists.map(\.name)
        kinds = lists.map(\.kinds)
        keys = AllowlistKeys(reading.keys, kinds: kinds, seed: seed)
        blocks = BlockTable(reading.blocks)
        substrings = SubstringAutomaton(reading.substrings, kinds: kinds)
        // A list about nothing that is asked about here, such as one of telephone numbers, is read for its errors alone.
        patterns = reading.patterns.filter { !lists[$0.list].kinds.isEmpty }
        let reach = Dictionary(lists.map { ($0.type, $0.kinds) }) { $0.union($1) }
        withStrings = reach[.string] ?? []
        withHostnames = reach[.hostname] ?? []
        withBlocks = reach[.cidr] ?? []
        withSubstrings = reach[.substring] ?? []
        withPatterns = reach[.regex] ?? []
    }

    /// The list that the value is in, as an index into ``names``; nil for a value that no list knows.
    package func list(of observable: Observable) -> Int? {
        let kind = observable.kind
        return observable.canonical.withBytes { bytes in
            if withStrings.contains(kind), let list = string(bytes, kind) { return list }
            if withHostnames.contains(kind), let list = hostname(observable, bytes) { return list }
            if withBlocks.contains(kind), let list = block(observable) { return list }
            if withSubstrings.contains(kind), let list = substrings.list(in: bytes, kind: kind) { return list }
            return withPatterns.contains(kind) ? pattern(observable) : nil
        }
    }

    private func string(_ bytes: Bytes, _ kind: ObservableKind) -> Int? {
        guard kind.ignoresCase else { return keys.list(with: bytes, .exact, kind: kind) }
        return bytes.withLowerCase { keys.list(with: $0, .folded, kind: kind) }
    }

    private func hostname(_ observable: Observable, _ bytes: Bytes) -> Int? {
        if observable.kind == .host { return hostname(bytes, .host) }
        guard let host = observable.host, host.kind == .host else { return nil }
        return host.canonical.withBytes { hostname($0, observable.kind) }
    }

    /// The name, then the names above it.
    private func hostname(_ name: Bytes, _ kind: ObservableKind) -> Int? {
        var start = 0
        while true {
            if let list = keys.list(with: name.dropped(start), .hostname, kind: kind) { return list }
            guard let dot = name.index(of: Ascii.dot, from: start) else { return nil }
            start = dot + 1
        }
    }

    private func block(_ observable: Observable) -> Int? {
        guard let block = AddressBlock(observable.canonical) else { return nil }
        return blocks.firstPayload(holding: block) { kinds[$0].contains(observable.kind) }
    }

    private func pattern(_ observable: Observable) -> Int? {
        patterns.first { kinds[$0.list].contains(observable.kind) && $0.pattern.occurs(in: observable.canonical) }?.list
    }
}

extension ObservableKind {
    /// Two spellings that differ in case alone are one value.
    var ignoresCase: Bool { self <= .cidr && self != .url }
}

extension UnsafeBufferPointer<UInt8> {
    /// Calls `body` with the bytes in ASCII lower case, which are valid during the call.
    func withLowerCase<Result>(_ body: (Bytes) -> Result) -> Result {
        guard contains(where: { $0 >= 0x41 && $0 <= 0x5A }) else { return body(self) }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { lower in
            for index in 0..<count { lower[index] = self[index] &- 0x41 < 26 ? self[index] | 0x20 : self[index] }
            return body(Bytes(lower).prefixed(count))
        }
    }
}
