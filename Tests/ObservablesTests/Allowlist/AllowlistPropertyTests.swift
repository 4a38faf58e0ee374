import Observables
import TestSupport
import Testing

/// The indexes against comparing with every entry.
struct AllowlistPropertyTests {
    private static let every = ObservableKinds(ObservableKind.allCases)

    private func lists(_ type: Allowlist.MatchType, _ entries: [[String]]) -> [Allowlist] {
        entries.map { Allowlist(name: "l", type: type, kinds: Self.every, entries: $0) }
    }

    private func text(_ letters: String, _ lengths: ClosedRange<Int>, _ generator: inout SeededGenerator) -> String {
        let length = Int.random(in: lengths, using: &generator)
        return String((0..<length).compactMap { _ in letters.randomElement(using: &generator) })
    }

    @Test(arguments: 0..<20)
    func substringsAreThoseThatOccur(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let entries = (0..<40).map { _ in text("abC", 1...6, &generator) }
        let matcher = try AllowlistMatcher(lists(.substring, [entries]))
        for _ in 0..<300 {
            let value = text("abcx", 0...12, &generator)
            let expected = entries.contains { value.lowercased().contains($0.lowercased()) }
            let found = matcher.list(of: Observable(kind: .mutex, canonical: value)) != nil
            #expect(found == expected, "seed \(seed): \(value) in \(entries)")
        }
    }

    @Test(arguments: 0..<20)
    func hostnamesAreTheNameAndThoseAboveIt(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let name = { (labels: ClosedRange<Int>, generator: inout SeededGenerator) in
            (0..<Int.random(in: labels, using: &generator)).map { _ in self.text("ab", 1...2, &generator) }
                .joined(separator: ".")
        }
        let entries = (0..<15).map { _ in name(1...3, &generator) }
        let matcher = try AllowlistMatcher(lists(.hostname, [entries]))
        for _ in 0..<300 {
            let host = name(1...4, &generator)
            let expected = entries.contains { host == $0 || host.hasSuffix("." + $0) }
            let found = matcher.list(of: Observable(kind: .host, canonical: host)) != nil
            #expect(found == expected, "seed \(seed): \(host) in \(entries)")
        }
    }

    @Test(arguments: 0..<20)
    func blocksAreThoseThatHoldTheAddress(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let address = { (generator: inout SeededGenerator) in
            "198.51.\(Int.random(in: 0...3, using: &generator)).\(Int.random(in: 0...255, using: &generator))"
        }
        let blocks = (0..<30).map { _ in
            PrefixTable<UInt32>.Block(
                address: value(address(&generator)),
                bits: Int.random(
                    in: [0, 8, 20, 22, 24, 28, 30, 31, 32].randomElement(using: &generator).map { $0...$0 } ?? 0...0,
                    using: &generator
                ),
                payload: Int.random(in: 0..<100, using: &generator)
            )
        }
        let table = PrefixTable(blocks.filter { $0.bits > 0 })
        for _ in 0..<500 {
            let asked = value(address(&generator))
            let holding = blocks.filter { $0.bits > 0 && asked >> (32 - $0.bits) == $0.address >> (32 - $0.bits) }
            var seen: [Int] = []
            _ = table.firstPayload(holding: asked, bits: 32) { payload in
                seen.append(payload)
                return false
            }
            #expect(seen.sorted() == holding.map(\.payload).sorted(), "seed \(seed)")
            let longest = holding.map(\.bits).max()
            let first = seen.first
            #expect(first == nil || holding.contains { $0.payload == first && $0.bits == longest }, "seed \(seed)")
        }
    }

    private func value(_ text: String) -> UInt32 {
        text.split(separator: ".").reduce(0) { $0 << 8 | (UInt32($1) ?? 0) }
    }

    @Test(arguments: 0..<10)
    func stringsOfManyListsNameTheFirstListThatHoldsThem(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let entries = (0..<6).map { _ in (0..<50).map { _ in text("abc", 1...4, &generator) } }
        let matcher = try AllowlistMatcher(lists(.string, entries), seed: seed)
        for _ in 0..<300 {
            let value = text("abc", 1...4, &generator)
            let expected = entries.firstIndex { $0.contains(value) }
            #expect(matcher.list(of: Observable(kind: .mutex, canonical: value)) == expected, "seed \(seed)")
        }
    }
}
