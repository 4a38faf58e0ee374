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
}
