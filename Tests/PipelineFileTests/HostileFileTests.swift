import Foundation
import PipelineFile
import TestSupport
import Testing

@Suite struct HostileFileTests {
    private func problems(_ bytes: [UInt8]) -> [Problem] {
        do {
            let read: (String) throws -> [UInt8] = { _ in throw MissingFile() }
            _ = try PipelineSpecification.parse(bytes: bytes, file: "h.yaml", environment: [:], readFile: read)
            return []
        } catch { return error.problems }
    }

    private func messages(_ text: String) -> [String] { problems(Array(text.utf8)).map(\.message) }

    /// Whatever is in a file, checking ends with a report that can be printed.
    @Test func randomEditsNeverCrash() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        print("randomEditsNeverCrash: seed \(seed)")
        let pieces = [
            "\t", "*a", "&a ", "{", "}", "[", "]", ": ", "\n", "- ", "'", "\"", "${", "\u{0}", "é", "---\n", "|", "? ",
            "!!x ", "\\",
        ]
        for _ in 0..<800 {
            var bytes = Array(Sample.full.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...20, using: &random)))
                case 2: bytes.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: index)
                default: bytes[index] = UInt8.random(in: 32...126, using: &random)
                }
            }
            for problem in problems(bytes) {
                let text = problem.rendered()
                #expect(problem.line >= 1 && problem.column >= 1 && text.hasSuffix("\n"), "seed \(seed)")
                let isPlain = text.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control
                }
                #expect(isPlain, "seed \(seed)")
            }
        }
    }

    @Test func nestedAliasesEndSoon() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let alias = "*a\(level - 1)"
            text += "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        #expect(messages(text) == ["more than 50000 values, aliases counted as often as used"])
        for key in ["? *a40\n: 1\n", "*a40 : 1\n", "[*a40]: 1\n", "{[*a40] : 1}: 2\n"] {
            #expect(messages(text + key).first == "a key must be text, not an alias, list or mapping", "\(key)")
        }
    }

    @Test func aliasesOfOrdinarySizeAreFine() throws {
        let text =
            Sample.minimal("url: https://tc.example.com", "url: &u https://tc.example.com")
            + "name: &n x\nstate: {file: *n}\n"
        #expect(try Sample.parse(text).stateFile == "x")
    }

    @Test func deepFilesEndSoon() {
        #expect(messages(String(repeating: "[", count: 100_000)) == ["nested too deeply"])
        #expect(messages(String(repeating: "{a: ", count: 100_000)) == ["nested too deeply"])
        #expect(messages(String(repeating: "- ", count: 100_000)) == ["nested too deeply"])
        #expect(
            messages(String(repeating: "[", count: 500) + String(repeating: "]", count: 500)) == [
                "nested more than 32 levels deep"
            ]
        )
    }

    @Test func sizeAndEncodingAreChecked() {
        #expect(problems(Array(repeating: 0x23, count: 1 << 20)).map(\.message) == ["the file is empty"])
        #expect(problems(Array(repeating: 0x23, count: (1 << 20) + 1)).map(\.message) == ["the file has 1048577 bytes"])
        let latin = problems(Array("version: 1\nname: é".utf8) + [0xE9])
        #expect(latin.map(\.message) == ["the file is not UTF-8 text"])
        #expect(latin.map(\.line) == [2] && latin.map(\.column) == [8])
        #expect(problems([0xFF, 0xFE, 0x61, 0x00]).map(\.message) == ["the file is not UTF-8 text"])
        #expect(messages("") == ["the file is empty"] && messages("# only\n") == ["the file is empty"])
        #expect(messages("\u{0}") == ["the character U+0000 is not allowed"])
        #expect(messages("42").count == 1 && messages("- a").count == 1)
    }

    @Test func byteOrderMarkAndCarriageReturnsAreFine() throws {
        let text = "\u{FEFF}" + Sample.full.replacing("\n", with: "\r\n")
        #expect(try Sample.parse(text).name == "full")
        let wrong = "\u{FEFF}" + Sample.minimal.replacing("\n", with: "\r\n") + "zz: 1\r\n"
        #expect(Sample.diagnostics(wrong).contains("p.yaml:11:1: error: unknown key 'zz'"))
    }

    @Test func allDuplicatesAreReportedBesideOtherProblems() {
        let text =
            Sample.minimal("  files: in.csv", "  files: a.csv\n  files: b.csv\n  files: c.csv\n  zz: 1")
            + "version: 1\n"
        let found = problems(Array(text.utf8)).map(\.message).filter { $0.contains("key") }
        let third = "duplicate key 'files', first given in line 6"
        #expect(found == [third, third, "unknown key 'zz' in read", "duplicate key 'version', first given in line 1"])
    }

    @Test func manyProblemsAreAllReported() {
        let lines = (0..<500).map { "k\($0): 1\n" }.joined()
        #expect(
            messages(Sample.minimal.replacing("${TC_SECRET_KEY}", with: "t") + lines).count { $0.hasPrefix("unknown") }
                == 500
        )
    }

    @Test func longLinesAreShownAroundTheCaret() {
        let shown = Sample.diagnostics(Sample.minimal + "zz: \(String(repeating: "x", count: 5_000))\n")
        #expect(shown.split(separator: "\n").allSatisfy { $0.count < 250 })
    }

    @Test func coloursAreOptional() throws {
        do {
            _ = try Sample.parse("a: 1")
            Issue.record("accepted")
        } catch {
            #expect(error.rendered(colour: true).contains("\u{1B}[1;31merror: \u{1B}[0m"))
            #expect(!error.rendered().contains("\u{1B}"))
        }
    }

    @Test func ordinaryFileIsCheckedInWellUnderATenthOfASecond() throws {
        let clock = ContinuousClock()
        let best = try (0..<10).map { _ in try clock.measure { _ = try Sample.parse(Sample.full) } }.min()
        print("check of a full file: \(String(describing: best))")
        #expect(try #require(best) < .milliseconds(100))
    }
}
