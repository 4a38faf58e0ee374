import Tabular
import TestSupport
import Testing

@Suite struct CSVFieldTests {
    private func field(_ text: String, _ dialect: CSVDialect = CSVDialect()) -> String {
        var output = OutputBuffer()
        output.appendCSVField(text, dialect: dialect)
        return String(decoding: output.array(), as: UTF8.self)
    }

    @Test func onlyFieldsThatNeedQuotesGetThem() {
        for text in ["", "a", "192.0.2.1", "a;b", "é€", "a b", "'x'", "1234567", "12345678", "123456789"] {
            #expect(field(text) == text)
        }
        for text in ["a,b", "a\nb", "a\rb", " a", "a ", "\ta", "a\t", " ", "1234567,", "12345678,", "123456789,"] {
            #expect(field(text) == "\"\(text)\"")
        }
        #expect(field("a\"b\"") == "\"a\"\"b\"\"\"")
    }

    @Test func specialBytesAreFoundAtEveryPosition() {
        for length in 1...40 {
            for position in 0..<length {
                for special in [",", "\"", "\n", "\r"] as [Character] {
                    var text = Array(repeating: Character("x"), count: length)
                    text[position] = special
                    #expect(field(String(text)).first == "\"", "\(text)")
                }
            }
        }
    }

    @Test func dialectDecidesWhatIsSpecial() {
        let tabs = CSVDialect(delimiter: UInt8(ascii: "\t"))
        #expect(field("a,b", tabs) == "a,b")
        #expect(field("a\tb", tabs) == "\"a\tb\"")
        let pipes = CSVDialect(delimiter: UInt8(ascii: "|"), quote: UInt8(ascii: "'"))
        #expect(field("it's|", pipes) == "'it''s|'")
    }

    @Test func formulasAreNeutralized() {
        let dialect = CSVDialect(neutralizesFormulas: true)
        for text in ["=1+2", "+cmd", "-cmd|x", "@sum", "  =1", "＝1", "＠x", "-", "--1", "+", "+1 2", "-1e", "+49-30"] {
            #expect(field(text, dialect).contains("'") == (text != "-"), "\(text)")
        }
        #expect(field("=1+2", dialect) == "'=1+2")
        #expect(field("\t=1", dialect) == "\"'\t=1\"")
        #expect(field("\r=1", dialect) == "\"'\r=1\"")
        #expect(field("=a,b\"", dialect) == "\"'=a,b\"\"\"")
        #expect(field("=1+2") == "=1+2")
    }

    @Test func plainNumbersAndTextStay() {
        let dialect = CSVDialect(neutralizesFormulas: true)
        for text in ["-5", "+3.2", "-1e-3", "+0.5E+10", "a=b", "x@example.com", "1-2", "'", "＋".dropFirst() + "ü", "ﬁ"]
        {
            #expect(field(String(text), dialect) == String(text))
        }
    }

    @Test func randomFieldsComeBackThroughAPlainReader() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5_000 {
            let row = (0..<3).map { _ in
                let length = Int.random(in: 0...20, using: &random)
                return String((0..<length).map { _ in Array("ab,\"\n\r\t ;é=").randomElement(using: &random)! })
            }
            var table = CSVTable(header: row)
            table.append(row)
            #expect(
                parseCSV(table.encoded(neutralizing: false)) == [row, row].map { $0.map { Array($0.utf8) } },
                "seed \(seed)"
            )
        }
    }

    @Test func tablesEndLinesWithCRLF() {
        var table = CSVTable(header: ["a", "b, c"])
        table.append(["1", "=2"])
        #expect(String(decoding: table.encoded(neutralizing: true), as: UTF8.self) == "a,\"b, c\"\r\n1,'=2\r\n")
        var single = CSVTable(header: ["only"])
        single.append([""])
        #expect(String(decoding: single.encoded(neutralizing: true), as: UTF8.self) == "only\r\n\"\"\r\n")
    }

    @Test func zeekFieldsEscapeWhatZeekSplitsAt() {
        func zeek(_ text: String) -> String {
            var output = OutputBuffer()
            Array(text.utf8).withUnsafeBufferPointer { output.appendZeekField($0) }
            return String(decoding: output.array(), as: UTF8.self)
        }
        #expect(zeek("a\tb\nc\\d\r") == "a\\x09b\\x0ac\\x5cd\\x0d")
        #expect(zeek("") == "-")
        #expect(zeek("-") == "\\x2d")
        #expect(zeek("(empty)") == "\\x28empty)")
        #expect(zeek("-1 é") == "-1 é")
    }
}

/// RFC 4180 by the letter; bytes, because Swift takes CR LF for one character.
func parseCSV(_ bytes: [UInt8]) -> [[[UInt8]]] {
    var rows: [[[UInt8]]] = []
    var row: [[UInt8]] = []
    var field: [UInt8] = []
    var isQuoted = false
    var index = 0
    while index < bytes.count {
        let byte = bytes[index]
        index += 1
        switch (byte, isQuoted) {
        case (UInt8(ascii: "\""), true) where index < bytes.count && bytes[index] == UInt8(ascii: "\""):
            field.append(byte)
            index += 1
        case (UInt8(ascii: "\""), _): isQuoted.toggle()
        case (UInt8(ascii: ","), false):
            row.append(field)
            field = []
        case (0x0D, false) where index < bytes.count && bytes[index] == 0x0A:
            rows.append(row + [field])
            (row, field) = ([], [])
            index += 1
        default: field.append(byte)
        }
    }
    return rows
}
