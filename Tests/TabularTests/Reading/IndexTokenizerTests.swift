import Foundation
import Tabular
import TestSupport
import Testing

/// The index gives what libcsv gives.
///
/// `TCENRICH_FUZZ_INPUTS` says over how many texts; `make fuzz` sets it to a million.
@Suite struct IndexTokenizerTests {
    private static var inputs: Int {
        ProcessInfo.processInfo.environment["TCENRICH_FUZZ_INPUTS"].flatMap { Int($0) } ?? 20_000
    }

    /// Everything a tokenizer says about a text.
    private struct Outcome: Equatable {
        var isComplete: Bool
        var values: [[[UInt8]]] = []
        var spans: [RecordSpan] = []
        var rejected: [RejectedRecord] = []
        var lines = 0

        init(_ text: [UInt8], _ chunk: Chunk, isLast: Bool, by tokenizer: any Tokenizer) {
            chunk.reset()
            chunk.count = text.count
            for (index, byte) in text.enumerated() { chunk.bytes[index] = byte }
            // What lies behind the text is another one's, with quotes in it.
            for index in text.count..<min(text.count + 64, chunk.capacity + 64) { chunk.bytes[index] = 0x22 }
            isComplete = tokenizer.tokenize(chunk, isLast: isLast)
            guard isComplete else { return }
            let view = chunk.batch.view
            for record in 0..<view.count {
                values.append(
                    (0..<view.fieldCount(record: record)).map { Array(view.value(record: record, column: $0)) }
                )
                spans.append(view.span(record: record))
            }
            (rejected, lines) = (chunk.batch.rejected, chunk.batch.lineCount)
        }
    }

    /// Mostly regular, so that the index is what is tested: quotes stand where they belong in all but every few texts.
    private static func text(_ random: inout SeededGenerator) -> [UInt8] {
        if Int.random(in: 0..<3, using: &random) == 0 { return HostileCSV.file(&random) }
        // Without blanks that libcsv would drop, and without lines that go on: then it is fed all lines at once.
        let isPlain = Bool.random(using: &random)
        let breaks = ["\n", "\r\n", "\r", "\n\n"].map { Array($0.utf8) }
        let plain =
            isPlain
            ? ["", "x", "203.0.113.7", "é", "over sixteen bytes, or not"]
            : [
                "", "x", "203.0.113.7", " kept ", "\t", "é",
                "a very long field that goes on beyond sixteen bytes, or not",
            ]
        let inner =
            isPlain
            ? ["", "x", ", ", "\"\"", " ,\"\"", "éé", " "]
            : ["", "x", ",", "\"\"", "\n", "\r\n", "\r", " ", "éé", "sixteen bytes ok", "\"\"\"\""]
        var text: [UInt8] = []
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            for column in 0..<Int.random(in: 1...4, using: &random) {
                if column > 0 { text.append(0x2C) }
                if Bool.random(using: &random) {
                    let pieces = (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in
                        inner.randomElement(using: &random)
                    }
                    text += Array("\"\(pieces.joined())\"".utf8)
                } else {
                    text += Array((plain.randomElement(using: &random) ?? "").utf8.filter { $0 != 0x2C })
                }
            }
            text += breaks.randomElement(using: &random) ?? []
        }
        if Int.random(in: 0..<4, using: &random) == 0, !text.isEmpty {
            text.removeLast(Int.random(in: 0..<text.count, using: &random))
        }
        return text
    }

    @Test func everyTextGivesTheRecordsOfLibcsv() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        print("IndexTokenizerTests: seed \(seed), \(Self.inputs) texts")
        let (chunk, other) = (Chunk(capacity: 1 << 16), Chunk(capacity: 1 << 16))
        let dialects = [nil, 3].map { fields in
            (
                IndexTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields),
                CSVTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields)
            )
        }
        for number in 0..<Self.inputs {
            let text = Self.text(&random)
            guard text.count <= chunk.capacity else { continue }
            let (index, libcsv) = dialects[number % 2]
            let isLast = Bool.random(using: &random)
            let found = Outcome(text, chunk, isLast: isLast, by: index)
            let wanted = Outcome(text, other, isLast: isLast, by: libcsv)
            #expect(
                found == wanted,
                "seed \(seed), text \(number): \(String(decoding: text, as: UTF8.self).debugDescription)"
            )
            if found != wanted { return }
        }
    }

    @Test(arguments: 0...130)
    func placesAtBlockBordersAreFound(length: Int) {
        let chunk = Chunk(capacity: 1024)
        for filler in ["x", "\"\"", ","] {
            let text = Array((String(repeating: "y", count: length) + ",\"a\(filler)b\"\r\n\"\",c").utf8)
            let index = IndexTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: nil)
            let libcsv = CSVTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: nil)
            #expect(
                Outcome(text, chunk, isLast: true, by: index)
                    == Outcome(text, Chunk(capacity: 1024), isLast: true, by: libcsv)
            )
        }
    }

    /// Leaving out columns changes neither the records nor the other values, with either tokenizer.
    @Test func valuesThatAreNotWantedAreEmptyAndTheOthersStay() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let (whole, part) = (Chunk(capacity: 1 << 16), Chunk(capacity: 1 << 16))
        for number in 0..<2000 {
            let text = Self.text(&random)
            guard text.count <= whole.capacity else { continue }
            let columns = Set((0..<3).filter { _ in Bool.random(using: &random) })
            let fields = [nil, 3][number % 2]
            let tokenizers: [(any Tokenizer, any Tokenizer)] = [
                (
                    IndexTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields),
                    IndexTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields, wanted: ColumnSet(columns))
                ),
                (
                    CSVTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields),
                    CSVTokenizer(delimiter: 0x2C, quote: 0x22, expectedFields: fields, wanted: ColumnSet(columns))
                ),
            ]
            for (all, some) in tokenizers {
                var expected = Outcome(text, whole, isLast: true, by: all)
                expected.values = expected.values.map { record in
                    record.enumerated().map { columns.contains($0.offset) || $0.offset >= 64 ? $0.element : [] }
                }
                #expect(Outcome(text, part, isLast: true, by: some) == expected, "seed \(seed), text \(number)")
            }
        }
    }
}
