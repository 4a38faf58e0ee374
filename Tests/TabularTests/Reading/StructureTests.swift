import CStructure
import TestSupport
import Testing

/// The index of a text is the same whatever instructions the processor has.
@Suite struct StructureTests {
    /// Empty where the quotes are irregular, but for what holds without them.
    private struct Index: Equatable {
        var positions: [UInt32] = []
        var isRegular: Bool
        var endsInsideQuotes = false
        var isASCII: Bool

        init(_ text: [UInt8], _ instructions: tcenrich_instructions) {
            // What lies behind the text must not matter.
            let padded = text + [UInt8](repeating: 0x22, count: 64)
            var places = [UInt32](repeating: 0, count: text.count + 64)
            let found = tcenrich_find_structure_using(instructions, padded, text.count, 0x2C, 0x22, &places)
            (isRegular, isASCII) = (found.is_regular, found.is_ascii)
            guard isRegular else { return }
            (positions, endsInsideQuotes) = (Array(places[..<found.count]), found.ends_inside_quotes)
        }
    }

    private struct Lines: Equatable {
        let breaks: [UInt32]
        let hasLooseBlanks, hasInnerBreaks, isASCII: Bool

        init(_ text: [UInt8], _ instructions: tcenrich_instructions) {
            let padded = text + [0x20, 0x0A, 0xC3] + [UInt8](repeating: 0x20, count: 64)
            var places = [UInt32](repeating: 0, count: text.count + 64)
            let found = tcenrich_find_lines_using(instructions, padded, text.count, 0x2C, 0x22, &places)
            breaks = Array(places[..<found.count])
            (hasLooseBlanks, hasInnerBreaks, isASCII) = (found.loose_blanks, found.inner_breaks, found.is_ascii)
        }
    }

    /// Instructions that are held to the plain ones here.
    private static let others = ["SSE2": TCENRICH_SSE2, "AVX2": TCENRICH_AVX2, "AVX-512": TCENRICH_AVX512].filter {
        name,
        instructions in
        let isThere = tcenrich_can_use(instructions)
        if !isThere { print("StructureTests: without \(name), which this processor lacks") }
        return isThere
    }
    .values

    @Test func everyProcessorFindsTheSame() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let others = Self.others
        let pieces = ["a", "bcd", ",", ",,,,,,", "\n", "\r\n", "\"", "\"x\"", "\"y,\ny\"", "\"\"\"z\"\"\"", "ä"]
        for number in 0..<5000 {
            let count = Int.random(in: 0...60, using: &random)
            let text = (0..<count).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8) }
            let plain = Index(text, TCENRICH_PLAIN)
            #expect(plain.isASCII == text.allSatisfy { $0 < 0x80 }, "seed \(seed), text \(number)")
            for instructions in others {
                #expect(Index(text, instructions) == plain, "seed \(seed), text \(number)")
            }
        }
    }

    /// A model of what is promised, byte by byte, for texts whose quotes are regular; nil for others.
    private func pitfalls(_ text: [UInt8]) -> (loose: Bool, inner: Bool)? {
        let index = Index(text, TCENRICH_PLAIN)
        if !index.isRegular { return nil }
        var (isInside, inside, loose, inner) = (false, [Bool](), false, false)
        for byte in text {
            if byte == 0x22 { isInside.toggle() }
            inside.append(isInside)
        }
        func isEdge(_ place: Int) -> Bool { !text.indices.contains(place) || [0x2C, 0x0A, 0x0D].contains(text[place]) }
        for (place, byte) in text.enumerated() {
            if inside[place] {
                inner = inner || byte == 0x0A || byte == 0x0D
            } else if byte == 0x20 || byte == 0x09 {
                loose = loose || isEdge(place - 1) || isEdge(place + 1)
            }
        }
        return (loose, inner)
    }

    @Test func everyLineBreakIsFoundAndPitfallsOutsideQuotesAlikeOnEveryProcessor() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a b", "c", ",", ",,", "\n", "\r\n", "\"x, y\"", "\"p ,\nq\"", "\"\"\"z\"\"\"", " ", "\t", "\"", "ä",
        ]
        var regular = 0
        for number in 0..<5000 {
            // Most without the pieces that make quotes irregular or blanks loose.
            let choice = pieces.prefix(number % 3 == 0 ? pieces.count : 9)
            var text: [UInt8] = []
            for index in 0..<Int.random(in: 1...60, using: &random) {
                text += Array((choice.randomElement(using: &random) ?? "").utf8)
                if index % 2 == 0 { text.append(0x2C) }
            }
            let plain = Lines(text, TCENRICH_PLAIN)
            for instructions in Self.others {
                #expect(Lines(text, instructions) == plain, "seed \(seed), text \(number)")
            }
            #expect(
                plain.breaks == text.indices.filter { [0x0A, 0x0D].contains(text[$0]) }.map(UInt32.init),
                "seed \(seed), text \(number)"
            )
            #expect(plain.isASCII == text.allSatisfy { $0 < 0x80 }, "seed \(seed), text \(number)")
            guard let expected = pitfalls(text) else { continue }
            regular += 1
            #expect(plain.hasLooseBlanks == expected.loose, "seed \(seed), text \(number)")
            #expect(plain.hasInnerBreaks == expected.inner, "seed \(seed), text \(number)")
        }
        #expect(regular > 300)
    }

    @Test func bytesAreCounted() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for count in [0, 1, 31, 33, 8159, 8160, 8161, 70_000] {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0x22...0x23, using: &random) }
            #expect(tcenrich_count(bytes, count, 0x22) == bytes.count { $0 == 0x22 }, "seed \(seed), \(count) bytes")
        }
        #expect(tcenrich_count([UInt8](repeating: 0x22, count: 100_000), 100_000, 0x22) == 100_000)
    }
}
