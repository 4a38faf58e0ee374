import Foundation
import Tabular
import TestSupport
import Testing

@Suite struct ZeekTests {
    let driver = ReadingDriver()
    let header = """
        #separator \\x09
        #set_separator\t,
        #empty_field\t(empty)
        #unset_field\t-
        #path\tconn
        #fields\tts\tid.orig_h\ttags
        #types\ttime\taddr\tset[string]

        """

    @Test func unsetAndEmptyFieldsAreEmpty() async throws {
        let reading = try await driver.read(
            header + "1\t192.0.2.1\ta,b\n2\t-\t(empty)\n3\t\"x\t\\x09 - \n#close\t2017\n"
        )
        #expect(reading.layout.format == .zeek)
        #expect(reading.layout.columns.map(\.name) == ["ts", "id.orig_h", "tags"])
        #expect(reading.layout.columns.map(\.listSeparator) == [nil, nil, UInt8(ascii: ",")])
        #expect(reading.rows == [["1", "192.0.2.1", "a,b"], ["2", "", ""], ["3", "\"x", "\\x09 - "]])
        #expect(reading.found.map(\.place.line) == [7, 8, 9])
        #expect(String(decoding: reading.layout.header, as: UTF8.self) + "\n" == header)
    }

    @Test func recordsBelowOtherFieldsAreRejected() async throws {
        let text =
            header + "1\ta\tb\n" + header
            + "2\tc\td\n#fields\tts\tother\ttags\n3\te\tf\n4\tg\th\n#fields\tts\tid.orig_h\ttags\n5\ti\tj\n"
        for size in [1, 7, 30, 100, 1 << 19] {
            let driver = ReadingDriver(options: ReaderOptions(chunkBytes: size), ahead: 2)
            let reading = try await driver.read(text, name: "conn.log")
            #expect(reading.rows == [["1", "a", "b"], ["2", "c", "d"], ["5", "i", "j"]], "chunks of \(size)")
            #expect(reading.reasons == [.fieldsChanged, .fieldsChanged])
            #expect(reading.found.map(\.place.line) == [7, 15, 17, 18, 20])
        }
    }

    @Test func withoutFieldsTheErrorSaysWhatIsMissing() async throws {
        let error = await #expect(throws: InputError.self) {
            try await driver.read("#separator \\x09\n1\t2\n", name: "conn.log")
        }
        #expect(error?.code == .badHeader)
        #expect(error?.detail.contains("#fields") == true)
    }

    @Test func aRowWithTooFewFieldsIsRejected() async throws {
        let reading = try await driver.read(header + "1\t2\n1\t2\t3\r\n")
        #expect(reading.reasons == [.raggedRow])
        #expect(reading.rows == [["1", "2", "3"]])
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func realLogsAreReadCompletely() async throws {
        let folder = try SharedData.url("data/logs/zeek-tsv").path
        let sources = try InputSource.expand(patterns: [folder + "/*"])
        #expect(sources.count == 12)
        for source in sources {
            let reading = try await driver.read([source])
            var small = ReadingDriver(options: ReaderOptions(chunkBytes: 1000), ahead: 3)
            small.options.maxRecordBytes = 1 << 16
            let again = try await small.read([source])
            #expect(reading.layout.format == .zeek)
            #expect(!reading.rows.isEmpty && reading.reasons.isEmpty && reading.failure == nil, "\(source.name)")
            #expect(reading.found == again.found, "\(source.name)")
        }
    }
}
