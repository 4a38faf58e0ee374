import Foundation
import Tabular
import TestSupport
import Testing

@Suite struct OutputBufferTests {
    private func text(_ body: (inout OutputBuffer) -> Void) -> String {
        var output = OutputBuffer(capacity: 1)
        body(&output)
        return String(decoding: output.array(), as: UTF8.self)
    }

    @Test func appendsKeepTheirOrderWhileTheBufferGrows() {
        let expected = (0..<2_000).map { "\($0);é" }.joined()
        let actual = text { output in
            for number in 0..<2_000 {
                output.append(number)
                output.append(UInt8(ascii: ";"))
                output.append(utf8: "é")
            }
        }
        #expect(actual == expected)
    }

    @Test func integersOfEveryWidthAreDecimal() {
        #expect(text { $0.append(0) } == "0")
        #expect(text { $0.append(Int.min) } == "\(Int.min)")
        #expect(text { $0.append(UInt64.max) } == "\(UInt64.max)")
        #expect(text { $0.append(Int8(-7)) } == "-7")
    }

    @Test func truncationTakesBackTheLastAppends() {
        let result = text { output in
            output.append("kept")
            let mark = output.count
            output.append([1, 2, 3])
            output.truncate(to: mark)
            output.append("!")
        }
        #expect(result == "kept!")
    }

    @Test func renderBufferKeepsItsContentBetweenUses() {
        let buffer = RenderBuffer(capacity: 16)
        buffer.withBuffer { $0.append("abc") }
        buffer.withBuffer { $0.append("def") }
        #expect(buffer.withBuffer { $0.array() } == Array("abcdef".utf8))
        buffer.withBuffer { $0.removeAll() }
        #expect(buffer.withBuffer { $0.count } == 0)
    }

    @Test func jsonStringsEscapeWhatTheGrammarAsksFor() {
        let all = String((0..<0x80).map { Character(Unicode.Scalar(UInt8($0))) })
        let json = text { $0.appendJSONString(all) }
        #expect(json.hasPrefix(#""\u0000\u0001"#))
        #expect(json.contains(#"\b\t\n\u000b\f\r\u000e"#))
        #expect(json.contains(##" !\"#$"##))
        #expect(json.contains(#"[\\]"#))
        #expect(text { $0.appendJSONString("é/</script>\u{7F}") } == "\"é/</script>\u{7F}\"")
    }

    @Test func randomStringsComeBackThroughFoundation() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let scalars = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                Unicode.Scalar(
                    [UInt32(0x22), 0x5C, 0x0A, 0x1F, 0x41, 0xE9, 0x20AC, 0x1F600, 0x7F].randomElement(using: &random)!
                )
            }
            let original = String(String.UnicodeScalarView(scalars.compactMap { $0 }))
            let json = text { $0.appendJSONString(original) }
            #expect(try JSONDecoder().decode(String.self, from: Data(json.utf8)) == original, "seed \(seed)")
        }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        var output = OutputBuffer()
        output.append("x")
        let accepted = [UInt8]([0x61, 0xFF]).withUnsafeBufferPointer { output.appendJSONString($0) }
        #expect(!accepted)
        #expect(output.array() == Array("x".utf8))
    }
}
