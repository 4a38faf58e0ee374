import Foundation

/// How far a fuzz test goes: over `TCENRICH_FUZZ_INPUTS` inputs, or for `TCENRICH_FUZZ_SECONDS` seconds; without either over a few, so that
/// `make test` stays quick. Every input has a seed of its own, and `TCENRICH_FUZZ_SEED` begins there.
package struct FuzzBudget: Sendable {
    private let name: String
    private let inputs: Int
    private let seconds: Double?
    private let seed: UInt64

    /// - Parameter inputs: Without a variable that says otherwise.
    package init(_ name: String, inputs: Int) {
        let environment = ProcessInfo.processInfo.environment
        self.name = name
        seconds = environment["TCENRICH_FUZZ_SECONDS"].flatMap { Double($0) }
        self.inputs = environment["TCENRICH_FUZZ_INPUTS"].flatMap { Int($0) } ?? (seconds == nil ? inputs : .max)
        seed = environment["TCENRICH_FUZZ_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...UInt64(UInt32.max))
    }

    /// - Parameter body: Gets randomness that its seed repeats, and words for a failure.
    package func run(_ body: (inout SeededGenerator, String) async throws -> Void) async rethrows {
        let start = ContinuousClock.now
        var number = 0
        while number < inputs, seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? true {
            let own = seed &+ UInt64(number)
            var random = SeededGenerator(seed: own)
            try await body(&random, "TCENRICH_FUZZ_SEED=\(own)")
            number += 1
        }
        print("\(name): \(number) inputs from TCENRICH_FUZZ_SEED=\(seed)")
    }
}

/// Makes new texts of old ones, as fuzzers do: bytes changed, pieces removed, repeated, exchanged, and what parsers stumble over put in.
package struct Mutator: Sendable {
    private let seeds: [[UInt8]]
    private let tokens: [[UInt8]]

    /// - Parameter tokens: What means something in this language.
    package init(_ seeds: [[UInt8]], tokens: [String]) {
        self.seeds = seeds.isEmpty ? [[]] : seeds
        let always = [
            "", "\0", "\n", "\r\n", "\t", " ", "\"", "'", "\\", "\u{FEFF}", "é", "😀", "-1", "1e999",
            "18446744073709551616",
        ]
        self.tokens =
            (always + tokens).map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
    }

    package func text(_ random: inout SeededGenerator) -> [UInt8] {
        var text = seeds.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 0...6, using: &random) { mutate(&text, &random) }
        return text
    }

    private func mutate(_ text: inout [UInt8], _ random: inout SeededGenerator) {
        let start = Int.random(in: 0...text.count, using: &random)
        let end = min(text.count, start + Int.random(in: 0...16, using: &random))
        switch Int.random(in: 0..<7, using: &random) {
        case 0 where start < text.count: text[start] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 1 where start < text.count: text[start] = UInt8.random(in: 0...255, using: &random)
        case 2: text.removeSubrange(start..<end)
        case 3: text.insert(contentsOf: text[start..<end], at: start)
        case 4: text.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: start)
        case 5: text.replaceSubrange(start..<end, with: tokens.randomElement(using: &random) ?? [])
        default:
            let other = seeds.randomElement(using: &random) ?? []
            text = text[..<start] + other.suffix(Int.random(in: 0...other.count, using: &random))
        }
    }
}
