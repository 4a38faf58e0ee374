import Tabular
import Testing

@Suite struct JSONLinesTokenizerTests {
    @Test func spansCoverEveryLine() {
        let text = "{\"a\":1}\r\n\n \t\r\n  {\"a\":2} \n{\"a\":3}"
        let lines = TokenizedLines(text, paths: ["a"])
        #expect(lines.records == [["1"], ["2"], ["3"]])
        #expect(
            lines.spans == [
                RecordSpan(start: 0, end: 7, next: 9, insertion: 6, line: 0),
                RecordSpan(start: 14, end: 24, next: 25, insertion: 22, line: 3),
                RecordSpan(start: 25, end: 32, next: 32, insertion: 31, line: 4),
            ]
        )
        #expect(lines.chunk.batch.lineCount == 4)
        #expect(lines.rejected.isEmpty)
    }

    @Test func rejectsSayWhyAndWhere() throws {
        let text = "{\"a\":1}\n{\"a\":}\r\n[1]\n{\"tc\":1}\n{\"a\":2}\n{\"a\":\"x"
        let lines = TokenizedLines(text, paths: ["a"])
        #expect(lines.records == [["1"], ["2"]])
        #expect(lines.rejected.map(\.reason) == [.invalidJSON, .notAnObject, .memberExists, .invalidJSON])
        #expect(lines.rejected.map(\.precedingRecords) == [1, 1, 1, 2])
        #expect(lines.rejected.map(\.span.line) == [1, 2, 3, 5])
        #expect(lines.rejected.map { lines.bytes($0.span) }.last == Array("{\"a\":\"x".utf8))
        #expect(lines.rejected[0].detail == "a value was expected, at byte offset 5")
        #expect(lines.rejected[0].span == RecordSpan(start: 8, end: 14, next: 16, insertion: 14, line: 1))
        #expect(lines.rejected[2].detail.contains("\"tc\""))
        #expect(lines.rejected[3].detail == "a string that is not closed, at byte offset 5")
    }

    @Test(arguments: [
        ("{\"a\":1", 6), ("{\"a\":1}}", 7), ("{\"a\":1} x", 8), ("{\"a\" 1}", 5), ("{a:1}", 1), ("{\"a\":01}", 5),
        ("{\"a\":tru}", 5), ("{\"a\":\"\\x\"}", 6), ("{\"a\":\"\\u12G4\"}", 6), ("{\"a\":\"\u{1}\"}", 6),
        ("{\"a\":1,}", 7),
        ("[1,]", 3), ("{\"a\":[1}", 7), ("\u{FEFF}{}", 0), ("{\"a\":1\\\"}", 5), ("{\"a\":'x'}", 5),
        ("{\"a\":\u{c}1}", 5),
    ])
    func brokenLinesNameTheirFirstBadByte(line: String, position: Int) {
        for text in [line, line + "\n", "{}\n" + line + "\n{}\n"] {
            let lines = TokenizedLines(text)
            #expect(lines.rejected.count == 1)
            #expect(lines.rejected.first?.reason == .invalidJSON)
            #expect(lines.rejected.first?.detail.hasSuffix("at byte offset \(position)") == true, "\(lines.rejected)")
        }
    }

    @Test func oneBadLineDoesNotSpoilItsNeighbours() {
        let bad = ["{\"a\":\"x", "{\"a\":\\\"", "{\"a\":\"\\", "\"", "{\"a\":\"\t\"}", "{", "[[[[", "}", "\\", ",:"]
        for line in bad {
            let lines = TokenizedLines("{\"a\":\"1\"}\n\(line)\n{\"a\":\"\\u0032\"}\n", paths: ["a"])
            #expect(lines.records == [["1"], ["2"]], "\(line)")
            #expect(lines.rejected.map(\.reason) == [.invalidJSON], "\(line)")
        }
    }

    @Test func invalidUTF8IsItsOwnReason() {
        let bad: [[UInt8]] = [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ]
        for bytes in bad {
            let line = Array("{\"a\":\"".utf8) + bytes + Array("\"}\n".utf8)
            let lines = TokenizedLines(Array("{\"a\":\"ü\"}\n".utf8) + line, paths: ["a"])
            #expect(lines.records == [["ü"]])
            #expect(lines.rejected.map(\.reason) == [.invalidUTF8])
            #expect(lines.rejected.first?.detail.hasSuffix("at byte offset 6") == true)
        }
    }

    @Test func memberIsFoundHoweverItIsSpelled() {
        for object in [#"{"tc":1}"#, #"{"a":1,"\u0074c":1}"#, #"{"x":{"tc":1},"tc":null}"#] {
            #expect(TokenizedLines(object).rejected.map(\.reason) == [.memberExists])
            #expect(TokenizedLines(object, member: nil).rejected.isEmpty)
        }
        #expect(TokenizedLines(#"{"x":{"tc":1},"TC":1,"tc2":"tc"}"#).rejected.isEmpty)
    }

    @Test func nestingIsLimited() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(TokenizedLines("{\"a\":\(nested(1_023))}\n").rejected.isEmpty)
        let tooDeep = TokenizedLines("{\"a\":\(nested(1_024))}\n{}\n")
        #expect(tooDeep.rejected.map(\.detail) == ["nested too deeply, at byte offset 1028"])
        #expect(tooDeep.spans.count == 1)
    }

    @Test func staleBytesBehindTheChunkAreNotRead() {
        for stale in ["5", "}", "\"}", "\n", ".5", "e5", ",\"a\":1}"] {
            let lines = TokenizedLines(Array("{\"a\":12".utf8), stale: Array(stale.utf8))
            #expect(lines.rejected.map(\.reason) == [.invalidJSON])
            #expect(TokenizedLines(Array("{\"a\":12}".utf8), stale: Array(stale.utf8)).spans.count == 1)
            #expect(TokenizedLines(Array("12".utf8), stale: Array(stale.utf8)).rejected.map(\.reason) == [.notAnObject])
        }
    }

    @Test func emptyChunksGiveNothing() {
        for text in ["", "\n", "\n\n", " ", "\r\n"] {
            let lines = TokenizedLines(text, paths: ["a"])
            #expect(lines.spans.isEmpty && lines.rejected.isEmpty)
        }
    }

    @Test func tokenizerIsReusable() {
        let tokenizer = JSONLinesTokenizer(paths: ["a"])
        let chunk = Chunk(capacity: 300_000)
        for (text, expected) in [
            ("{\"a\":1}\n{\n", 1), (String(repeating: "{\"a\":1}\n", count: 30_000), 30_000), ("{}", 1),
        ] {
            for (index, byte) in text.utf8.enumerated() { chunk.bytes[index] = byte }
            chunk.count = text.utf8.count
            #expect(tokenizer.tokenize(chunk, isLast: false))
            #expect(chunk.batch.recordCount == expected)
        }
        #expect(chunk.batch.rejected.isEmpty)
    }
}
