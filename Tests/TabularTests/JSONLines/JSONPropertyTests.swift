import Foundation
import Tabular
import TestSupport
import Testing

@Suite struct JSONPropertyTests {
    private func foundationObject(_ line: [UInt8]) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
    }

    /// Foundation refuses half surrogate pairs, which are grammatical, and takes a comma before a closing bracket.
    private func isJudgedAlike(_ line: String) -> Bool {
        let compact = line.filter { $0 != " " && $0 != "\t" }
        return !line.contains("d83d") && !line.contains("de00") && !compact.contains(",}") && !compact.contains(",]")
    }

    @Test func randomLinesAreJudgedAsByFoundation() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let texts = (0..<Int.random(in: 1...5, using: &random)).map { _ in RandomJSON.line(using: &random) }
                .filter(isJudgedAlike)
            let lines = TokenizedLines(texts.joined(separator: "\n"), paths: ["a", "b.c"], member: nil)
            let expected = texts.filter { foundationObject(Array($0.utf8)) != nil }.count
            #expect(lines.records.count == expected, "seed \(seed): \(texts)")
        }
    }

    @Test func neighboursDoNotChangeTheVerdictOnALine() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let texts = (0..<6).map { _ in RandomJSON.line(using: &random) }
            let together = TokenizedLines(texts.joined(separator: "\n") + "\n", paths: ["a", "b"])
            let alone = texts.map { TokenizedLines($0 + "\n", paths: ["a", "b"]) }
            #expect(together.records == alone.flatMap(\.records), "seed \(seed): \(texts)")
            #expect(
                together.rejected.map(\.detail) == alone.flatMap { $0.rejected.map(\.detail) },
                "seed \(seed): \(texts)"
            )
            #expect(together.chunk.batch.lineCount == texts.count)
        }
    }

    @Test func splicedLineParsesToTheOriginalAndTheMember() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let member = Array("\"tc\":{\"status\":\"hit\",\"n\":[1,\"}\"]}".utf8)
        for _ in 0..<2_000 {
            let text =
                RandomJSON.object(depth: 3, using: &random) + ["", "\n", "\r\n", " \n"].randomElement(using: &random)!
            let original = Array(text.utf8)
            let lines = TokenizedLines(original)
            guard let span = lines.spans.first else { continue }
            var output = OutputBuffer()
            member.withUnsafeBufferPointer { output.appendRecord(span, of: lines.chunk.bytes, addingMember: $0) }
            let spliced = output.array()

            var parsed = try #require(foundationObject(spliced), "seed \(seed): \(text)")
            #expect(parsed.removeValue(forKey: "tc") as? NSDictionary == ["status": "hit", "n": [1, "}"]])
            #expect(
                parsed as NSDictionary == foundationObject(original).map { $0 as NSDictionary },
                "seed \(seed): \(text)"
            )

            let added = spliced.count - original.count
            let insertion = Int(span.insertion)
            #expect(added - member.count <= 1)
            #expect(Array(spliced[..<insertion] + spliced[(insertion + added)...]) == original)
        }
    }

    @Test func emptyObjectsTakeNoComma() {
        for (text, expected) in [
            ("{}\n", "{\"tc\":1}\n"), ("{ }\r\n", "{ \"tc\":1}\r\n"), ("{\"a\":{}}", "{\"a\":{},\"tc\":1}"),
            ("{\"a\":\"{\" } ", "{\"a\":\"{\" ,\"tc\":1} "),
        ] {
            let lines = TokenizedLines(text)
            var output = OutputBuffer()
            Array("\"tc\":1".utf8).withUnsafeBufferPointer {
                output.appendRecord(lines.spans[0], of: lines.chunk.bytes, addingMember: $0)
            }
            #expect(String(decoding: output.array(), as: UTF8.self) == expected)
        }
    }
}
