import Foundation
import Tabular
import TestSupport
import Testing

/// Whatever comes as JSON Lines, every line is a record, rejected, or blank, exactly once.
@Suite struct JSONLinesFuzzTests {
    private static let written = [
        #"{"a":1,"b":{"c":"x"}}"#, #"{"a":[1,"two",{"b":null}],"b.c":true}"#,
        #"{"ip":"192.0.2.1","t":"é\u0041\ud83d\ude00"}"#,
        "[1,2]", "\"text\"", "{}", "{\"a\":1}\r\n{\"a\":2}\n\n{\"a\":3}", "{\"tc\":{}}", "not json", "", " \t\r\n",
        "{\"a\":" + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}",
    ]

    private static func conformance() -> [[UInt8]] {
        guard let folder = try? SharedData.url("data/conformance"),
            let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap({ $0 as? String })
        else {
            print("JSONLinesFuzzTests: without the conformance suites: \(SharedData.reason)")
            return []
        }
        return paths.sorted().filter { $0.hasSuffix(".json") }.compactMap { path in
            let data = FileManager.default.contents(atPath: folder.appendingPathComponent(path).path)
            return data.flatMap { $0.count < 4_000 ? [UInt8]($0) : nil }
        }
    }

    @Test func everyLineIsARecordOrRejectedOrBlankOnce() async {
        let mutator = Mutator(
            Self.written.map { Array($0.utf8) } + Self.conformance(),
            tokens: ["{", "}", "[", "]", ":", ",", "\"a\"", "null", "\\u0000", "\\ud800", "}\n{"]
        )
        await FuzzBudget("JSON Lines", inputs: 3_000).run { random, seed in
            let text = (0..<Int.random(in: 1...4, using: &random)).map { _ in mutator.text(&random) }
                .joined(separator: [0x0A]).map { $0 }
            let lines = TokenizedLines(text, paths: ["a", "b.c"])
            let wanted = text.split(separator: 0x0A, omittingEmptySubsequences: true).count { line in
                line.contains { ![0x20, 0x09, 0x0D].contains($0) }
            }
            #expect(lines.records.count + lines.rejected.count == wanted, "\(seed): \(text)")
            let spans = (lines.spans + lines.rejected.map(\.span)).sorted { $0.start < $1.start }
            #expect(spans.allSatisfy { $0.start <= $0.end && $0.end <= $0.next && $0.next <= text.count }, "\(seed)")
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.next <= $1.start }, "\(seed)")
        }
    }
}
