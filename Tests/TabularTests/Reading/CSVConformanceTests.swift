import Foundation
import Tabular
import TestSupport
import Testing

/// Fixtures of other CSV readers, where they mean the same dialect.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct CSVConformanceTests {
    let driver = ReadingDriver()

    /// Two expectations contradict their files: `newlines_crlf.csv` is stored with LF and so equals `newlines.csv`, and
    /// `location_coordinates.json` holds one object with another telephone number than the file.
    @Test func csvSpectrumGivesItsExpectedRecords() async throws {
        let folder = try SharedData.url("data/conformance/csv/csv-spectrum")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("csvs").path)
            .sorted().map { $0.replacingOccurrences(of: ".csv", with: "") }
        #expect(names.count == 12)
        for name in names where name != "location_coordinates" {
            let reading = try await driver.read([.file(folder.appendingPathComponent("csvs/\(name).csv").path)])
            let twin = name == "newlines_crlf" ? "newlines" : name
            let data = try Data(contentsOf: folder.appendingPathComponent("json/\(twin).json"))
            let expected = try JSONDecoder().decode([[String: String]].self, from: data)
            let columns = reading.layout.columns.map(\.name)
            #expect(reading.rows.map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) } == expected, "\(name)")
            #expect(reading.reasons.isEmpty, "\(name)")
        }
        let place = try await driver.read([.file(folder.appendingPathComponent("csvs/location_coordinates.csv").path)])
        #expect(place.rows == [["2095257564", "37\u{FFFD}36'37.8\"N 121\u{FFFD}2'17.9\"W", "Modesto", "Stanislaus"]])
    }

    /// Not the same dialect: `option-newline.csv` (lines end with X), backslash escapes and single quotes (`option-escape`,
    /// `option-quote*`), comment lines (`comment.csv`, `option-comment.csv`: the comment becomes the header), UTF-16.
    @Test(
        arguments: [
            ("csv-parser/basic.csv", [["1", "2", "3"]]),
            ("csv-parser/bad-data.csv", [["", "nope", ""], ["yes", "yup", "yeah"], ["ok", "ok", "ok!"]]),
            ("csv-parser/comma-in-quote.csv", [["John", "Doe", "120 any st.", "Anytown, WW", "08123"]]),
            ("csv-parser/empty-columns.csv", [["2007-01-02", "", ""]]),
            ("csv-parser/escape-quotes.csv", [["1", "ha \"ha\" ha"], ["2", "\"\""], ["3", "4"]]),
            ("csv-parser/newlines.csv", [["1", "2", "3"], ["Once upon \na time", "5", "6"], ["7", "8", "9"]]),
            ("csv-parser/quotes+newlines.csv", [["1", "ha \n\"ha\" \nha"], ["2", " \n\"\" \n"], ["3", "4"]]),
            ("csv-parser/bench/utf8.csv", [["1", "2", "3"], ["4", "5", "ʤ"]]),
            (
                "csv-parser/bench/mac-newlines.csv",
                [["1", "2", "3"], ["Once upon\ra time", "5", "6"]]
            ),
            ("miller/bom-dquote-header.csv", [["1", "2", "3"], ["4", "5", "6"]]),
            ("miller/bom.csv", [["1", "2", "3"], ["4", "5", "6"]]),
            ("miller/quote-all.csv", [["1", "2", "3"], ["4", "5", "6"], ["7 \"8\" 9", "", "11"]]),
            ("miller/quoted-comma-truncated.csv", [["1", "x,3", "y"], ["4", "5", "6"]]),
            ("miller/quoted-crlf-truncated.csv", [["1", "x\n3", "y"], ["4", "5", "6"]]),
            ("miller/simple.csv-crlf", [["1", "x", "3"], ["4", "5", "6"], ["x", "y\"yy", "z"]]),
        ] as [(String, [[String]])]
    )
    func fixturesGiveTheirRecords(file: String, rows: [[String]]) async throws {
        var driver = driver
        driver.options.format = .csv
        let reading = try await driver.read([.file(try path(file))])
        #expect(reading.rows == rows)
        #expect(reading.reasons.isEmpty)
    }

    /// Other readers fill up, cut off, or stop; here such rows are rejected and the rest is read.
    @Test(arguments: [
        ("csv-parser/no-headers.csv", 2, 1), ("csv-parser/strict.csv", 2, 1),
        ("csv-parser/strict-false-less-columns.csv", 2, 1), ("csv-parser/strict-false-more-columns.csv", 2, 1),
        ("miller/ragged.csv", 1, 2), ("miller/ragged-long.csv", 2, 1), ("miller/ragged-short.csv", 2, 1),
        ("miller/join-left-ragged.csv", 1, 1),
    ])
    func raggedFixturesAreReadAroundTheirFaults(file: String, records: Int, ragged: Int) async throws {
        let reading = try await driver.read([.file(try path(file))])
        #expect(reading.rows.count == records)
        #expect(reading.reasons == Array(repeating: .raggedRow, count: ragged))
    }

    @Test func lineEndsMakeNoDifference() async throws {
        let lf = try await driver.read([.file(try path("miller/line-term-lf.csv"))])
        let crlf = try await driver.read([.file(try path("miller/line-term-crlf.csv"))])
        #expect(lf.rows == crlf.rows && lf.rows.count == 10)
    }

    @Test func utf16FixturesAreRefused() async throws {
        for file in ["csv-parser/bench/utf16.csv", "csv-parser/bench/utf16-big.csv"] {
            let error = await #expect(throws: InputError.self) { try await driver.read([.file(try path(file))]) }
            #expect(error?.code == .unsupportedEncoding)
        }
    }

    @Test func latin1FixturesLoseOnlyTheirLatin1Rows() async throws {
        let population = try await driver.read([.file(try path("rust-csv/uspop-latin1.csv"))])
        #expect(population.rows.count == 99 && population.reasons == [.invalidUTF8])
        let nulls = try await driver.read([.file(try path("rust-csv/uspop-null.csv"))])
        #expect(nulls.rows.count == 100 && nulls.reasons.isEmpty)
    }

    @Test func otherSeparatorsAndOpenBackslashesAreLiteral() async throws {
        var driver = driver
        driver.options.delimiter = UInt8(ascii: ":")
        let colons = try await driver.read([.file(try path("rust-csv/smallpop-colon.csv"))])
        #expect(colons.rows.first == ["Southborough", "MA", "United States", "9686"])
        driver.options.delimiter = UInt8(ascii: ";")
        driver.options.hasHeader = false
        let strange = try await driver.read([.file(try path("rust-csv/strange.csv"))])
        #expect(strange.rows.first == ["\\\"Hacksaw\\\" Jim Duggan", "1987"])
        #expect(strange.reasons == [.raggedRow, .raggedRow])
    }

    private func path(_ file: String) throws -> String {
        try SharedData.url("data/conformance/csv/" + file).path
    }
}
