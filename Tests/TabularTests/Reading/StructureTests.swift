import CStructure
import TestSupport
import Testing

/// The index of a text is the same whatever instructions the processor has.
@Suite struct StructureTests {
    private struct Index: Equatable {
        var positions: [UInt32] = []
        var isIrregular = false
        var endsInsideQuotes = false

        init(_ text: [UInt8], _ instructions: tcenrich_instructions) {
            // What lies behind the text must not matter.
            let padded = text + [UInt8](repeating: 0x22, count: 64)
            var places = [UInt32](repeating: 0, count: text.count + 64)
            let count = tcenrich_structure_using(
                instructions,
                padded,
                text.count,
                0x2C,
                0x22,
                &places,
                &endsInsideQuotes
            )
            isIrregular = count < 0
            if !isIrregular { positions = Array(places[..<count]) }
        }
    }

    @Test func everyProcessorFindsTheSame() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let others = [TCENRICH_SSE2, TCENRICH_AVX2].filter { tcenrich_can_use($0) }
        if others.isEmpty { print("StructureTests: this processor has nothing but the plain instructions") }
        let pieces = ["a", "bcd", ",", ",,,,,,", "\n", "\r\n", "\"", "\"x\"", "\"y,\ny\"", "\"\"\"z\"\"\"", "ä"]
        for number in 0..<5000 {
            let count = Int.random(in: 0...60, using: &random)
            let text = (0..<count).flatMap { _ in Array((pieces.randomElement(using: &random) ?? "").utf8) }
            let plain = Index(text, TCENRICH_PLAIN)
            for instructions in others {
                #expect(Index(text, instructions) == plain, "seed \(seed), text \(number)")
            }
        }
    }

    /// A model of what is promised, byte by byte, for texts whose quotes are regular; nil for others.
    private func pitfalls(_ text: [UInt8]) -> (loose: Bool, inner: Bool)? {
        let index = Index(text, TCENRICH_PLAIN)
        if index.isIrregular { return nil }
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

    @Test func pitfallsAreFoundOutsideQuotesAndAlikeOnEveryProcessor() {
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
            let padded = text + [UInt8](repeating: 0x20, count: 64)
            let plain = tcenrich_find_pitfalls_using(TCENRICH_PLAIN, padded, text.count, 0x2C, 0x22)
            for instructions in [TCENRICH_SSE2, TCENRICH_AVX2] where tcenrich_can_use(instructions) {
                let found = tcenrich_find_pitfalls_using(instructions, padded, text.count, 0x2C, 0x22)
                #expect(found.loose_blanks == plain.loose_blanks, "seed \(seed), text \(number)")
                #expect(found.inner_breaks == plain.inner_breaks, "seed \(seed), text \(number)")
            }
            guard let expected = pitfalls(text) else { continue }
            regular += 1
            #expect(plain.loose_blanks == expected.loose, "seed \(seed), text \(number)")
            #expect(plain.inner_breaks == expected.inner, "seed \(seed), text \(number)")
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
