import Tabular
import Testing

@Suite struct CSVHeaderTests {
    let driver = ReadingDriver()

    @Test func namesAreKeptAsWritten() async throws {
        let reading = try await driver.read(",DNS Record Type ,\"a,b\",x,x\r\n1,2,3,4,5\r\n")
        #expect(reading.layout.columns.map(\.name) == ["", "DNS Record Type ", "a,b", "x", "x"])
        #expect(reading.layout.header == Array(",DNS Record Type ,\"a,b\",x,x".utf8))
        #expect(reading.layout.lineTerminator == [0x0D, 0x0A])
    }

    @Test(arguments: ["a,b\n", "\"a\",\"b\"\n", "\n\r\na,b\n", "a,b"])
    func aByteOrderMarkIsNotPartOfTheFirstName(header: String) async throws {
        let reading = try await driver.read([0xEF, 0xBB, 0xBF] + Array(header.utf8))
        #expect(reading.layout.columns.map(\.name) == ["a", "b"])
        #expect(reading.found.isEmpty)
    }

    @Test func anEmptyFileHasNoColumns() async throws {
        for text in ["", "\u{FEFF}", "\n\n"] {
            let reading = try await driver.read(text)
            #expect(reading.layout.columns.isEmpty)
            #expect(reading.found.isEmpty)
        }
    }

    @Test func linesAreCountedFromTheHeader() async throws {
        let reading = try await driver.read("\n\"a\nb\",c\n1,2\n")
        #expect(reading.found.map(\.place.line) == [3])
    }

    @Test func givenNamesReplaceThoseOfTheHeader() async throws {
        var driver = driver
        driver.options.columnNames = ["src", "dst"]
        #expect(try await driver.read("a,b\n1,2\n").layout.columns.map(\.name) == ["src", "dst"])
        await #expect(throws: InputError.self) { try await driver.read("a,b,c\n1,2,3\n") }
    }

    @Test func anUnreadableHeaderIsAnError() async throws {
        for bytes in [Array("a,\"b\n1,2\n".utf8), [0x61, 0xFF, 0x0A, 0x62]] {
            let error = await #expect(throws: InputError.self) { try await driver.read(bytes) }
            #expect(error?.code == .badHeader)
        }
    }

    @Test func columnsAreCountedWhereThereIsNoHeader() async throws {
        var driver = driver
        driver.options.hasHeader = false
        let reading = try await driver.read([0xA0, 0x2C, 0x20, 0x2C, 0x0A] + Array("1,2,3\n".utf8))
        #expect(reading.layout.columns.map(\.name) == ["column_1", "column_2", "column_3"])
        #expect(reading.rows == [["1", "2", "3"]])
        #expect(reading.reasons == [.invalidUTF8])
        driver.options.columnNames = ["a", "b"]
        let open = try await driver.read("\"1,2\n3,4\n")
        #expect(open.rows == [["3", "4"]] && open.reasons == [.unterminatedQuote])
    }

    @Test func laterInputsNeedTheSameHeader() async throws {
        try await TemporaryFolder.with { folder in
            let first = try folder.write(Array("a,b\n1,2".utf8), to: "1.csv")
            let empty = try folder.write([], to: "2.csv")
            let same = try folder.write(Array("\u{FEFF}\"a\",b\r\n3,4\r\n".utf8), to: "3.csv")
            let other = try folder.write(Array("a,c\n5,6\n".utf8), to: "4.csv")
            let reading = try await driver.read([first, empty, same, other].map { .file($0) })
            #expect(reading.rows == [["1", "2"], ["3", "4"]])
            #expect(reading.found.map(\.place.input) == [0, 2])
            #expect(reading.failure?.code == .headerDiffers)
            #expect(reading.failure?.input == other)
            #expect(reading.failure?.detail.contains("column 2 is \"c\", but \"b\" in \(first)") == true)
        }
    }

    @Test func aWrongGuessInAnEarlierInputIsRepairedAfterTheNextWasOpened() async throws {
        try await TemporaryFolder.with { folder in
            let first = try folder.write(Array("a,b\n1,5\" disk\n2,\"x\ny\"\n3,\"z\nz\"\n".utf8), to: "1.csv")
            let second = try folder.write(Array("a,b\n4,5\n6,7\n".utf8), to: "2.csv")
            for size in 1...40 {
                for ahead in 1...6 {
                    let driver = ReadingDriver(options: ReaderOptions(chunkBytes: size), ahead: ahead)
                    let reading = try await driver.read([.file(first), .file(second)])
                    let expected = [["1", "5\" disk"], ["2", "x\ny"], ["3", "z\nz"], ["4", "5"], ["6", "7"]]
                    #expect(reading.rows == expected, "chunks of \(size), \(ahead) ahead")
                    #expect(reading.found.map(\.place.line) == [1, 2, 4, 1, 2])
                }
            }
        }
    }
}
