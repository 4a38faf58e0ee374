import Tabular
import Testing

@Suite struct CSVRecordTests {
    let driver = ReadingDriver()

    @Test func blanksOfUnquotedFieldsBelongToTheValue() async throws {
        let reading = try await driver.read("a,b,c\n 1,2\t, \n\"x\" , \"y\" ,\" z \"\n")
        #expect(reading.rows == [[" 1", "2\t", " "], ["x", "y", " z "]])
    }

    /// A line that opens quotes for nothing is left out: what follows it stands outside quotes.
    @Test func blanksBehindAnUnclosedQuoteBelongToTheValue() async throws {
        for method in [CSVMethod.index, .libcsv] {
            let reading = try await ReadingDriver(method: method).read("a,b\n1,\"2\n 3, 4\n")
            #expect(reading.rows == [[" 3", " 4"]])
            #expect(reading.reasons == [.unterminatedQuote])
        }
    }

    @Test func blanksWithinTabSeparatedFieldsBelongToTheValue() async throws {
        let reading = try await driver.read("a\tb\tc\n 1\t2 \t\n\t\t\n", name: "x.tsv")
        #expect(reading.rows == [[" 1", "2 ", ""], ["", "", ""]])
    }

    @Test func aLineOfBlanksIsARecordWhereThereIsOneColumn() async throws {
        let reading = try await driver.read("a\nx\n\n  \n\"\"\n\t")
        #expect(reading.rows == [["x"], ["  "], [""], ["\t"]])
        #expect(reading.found.map(\.place.line) == [1, 3, 4, 5])
    }

    @Test func raggedRowsSayWhatWasExpected() async throws {
        let reading = try await driver.read("a,b\n1\n1,2\n1,2,3\n")
        #expect(reading.rows == [["1", "2"]])
        #expect(reading.reasons == [.raggedRow, .raggedRow])
        #expect(reading.details == ["expected 2 fields, found 1", "expected 2 fields, found 3"])
    }

    @Test func invalidUTF8NamesItsByte() async throws {
        let reading = try await driver.read(Array("a,b\n1,2\n3,".utf8) + [0xA0] + Array("\n4,é\n".utf8))
        #expect(reading.rows == [["1", "2"], ["4", "é"]])
        #expect(reading.reasons == [.invalidUTF8])
        #expect(reading.details.first?.hasPrefix("byte 0xA0 at offset 2 of the record") == true)
    }

    @Test(
        arguments: [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xF8]]
            as [[UInt8]]
    )
    func illFormedSequencesAreRejected(sequence: [UInt8]) async throws {
        let reading = try await driver.read(Array("a\n".utf8) + sequence + Array("\n".utf8))
        #expect(reading.reasons == [.invalidUTF8])
    }

    @Test func anUnterminatedQuoteCostsItsLineOnly() async throws {
        let reading = try await driver.read("a,b\n1,2\n3,\"open\n5,6\n7,8\n")
        #expect(reading.rows == [["1", "2"], ["5", "6"], ["7", "8"]])
        #expect(reading.reasons == [.unterminatedQuote])
        #expect(reading.found[1].place == .init(input: 0, start: 8, end: 15, next: 16, line: 2))
    }

    @Test func aQuoteThatClosesBeyondTheLimitCostsItsLineOnly() async throws {
        var driver = driver
        driver.options.maxRecordBytes = 20
        let reading = try await driver.read("a,b\n1,\"open\n2,2\n3,3\n4,4\n5,\"\n6,6\n")
        #expect(reading.rows == [["2", "2"], ["3", "3"], ["4", "4"], ["6", "6"]])
        #expect(reading.reasons == [.unterminatedQuote, .unterminatedQuote])
    }

    @Test(arguments: ["\n", "\r\n", "\r", ""])
    func anOverlongLineIsSkipped(lineBreak: String) async throws {
        var driver = driver
        driver.options.maxRecordBytes = 1000
        let long = String(repeating: "x", count: 2_000_000)
        let tail = lineBreak.isEmpty ? "" : "3,4\n"
        let reading = try await driver.read("a,b\n1,2\n\(long)\(lineBreak)\(tail)")
        #expect(reading.rows == [["1", "2"]] + (tail.isEmpty ? [] : [["3", "4"]]))
        #expect(reading.reasons == [.recordTooLong])
        #expect(reading.found[1].place == .init(input: 0, start: 8, end: 1008, next: 1008, line: 2))
        if !tail.isEmpty {
            #expect(reading.found[2].place.start == 8 + 2_000_000 + lineBreak.utf8.count)
            #expect(reading.found[2].place.line == 3)
        }
        #expect(reading.details == ["the line has 2000000 bytes, the limit is 1000; only the first 1000 are kept"])
    }

    @Test func theLimitItselfIsAllowed() async throws {
        var driver = driver
        driver.options.maxRecordBytes = 10
        let reading = try await driver.read("a,b\n12345,7890\r\n12345,78901\r\n\"2345\n7890\",\n")
        #expect(reading.rows == [["12345", "7890"], ["7890\"", ""]])
        #expect(reading.reasons == [.recordTooLong, .unterminatedQuote])
    }

    @Test func theDelimiterCanBeChosen() async throws {
        var driver = driver
        driver.options.delimiter = UInt8(ascii: "|")
        driver.options.hasHeader = false
        let reading = try await driver.read("1 | a,b\n2 |\"x|y\"")
        #expect(reading.rows == [["1 ", " a,b"], ["2 ", "x|y"]])
        #expect(reading.layout.columns.map(\.name) == ["column_1", "column_2"])
        #expect(!reading.layout.hasHeader)
    }
}
