import Foundation
import Tabular
import TestSupport
import Testing

/// Real exports with byte order marks, mixed and bare line ends, ragged rows and Latin-1.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct RealLogTests {
    /// Files by folder whose text is not compressed.
    static func files() throws -> [String] {
        try ["data/logs/csv", "data/logs/ioc-csv"].flatMap { folder in
            let url = try SharedData.url(folder)
            return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted().map { folder + "/" + $0 }
        }
    }

    @Test func recordsEqualOneSequentialParse() async throws {
        let files = try Self.files().filter { !$0.hasSuffix(".gz") && !$0.hasSuffix(".zst") }
        #expect(files.count > 30)
        for file in files {
            let url = try SharedData.url(file)
            let bytes = [UInt8](try Data(contentsOf: url))
            var driver = ReadingDriver(options: ReaderOptions(format: .csv), ahead: 3)
            let isTabbed = bytes.prefix { $0 != 0x0A }.contains(0x09)
            driver.options.delimiter = isTabbed ? 0x09 : 0x2C
            let expected = ReferenceCSV(bytes: bytes, delimiter: isTabbed ? 0x09 : 0x2C).found()
            for size in [997, 1 << 14, 1 << 19] {
                driver.options.chunkBytes = size
                let reading = try await driver.read([.file(url.path)])
                #expect(reading.found == expected, "\(file), chunks of \(size)")
                #expect(rebuilt(reading, bytes) == bytes, "\(file)")
            }
        }
    }

    @Test func compressedExportsAreReadCompletely() async throws {
        let expected = ["netflow-argus-m57.csv.gz": 2989, "url-labels.csv.zst": 30_000]
        for (name, records) in expected {
            let path = try SharedData.url("data/logs/csv/" + name).path
            let reading = try await ReadingDriver().read([.file(path)])
            #expect(reading.found.count == records && reading.failure == nil, "\(name)")
        }
        let blanks = try SharedData.url("data/logs/csv/domains-blank-rows.csv.gz").path
        let reading = try await ReadingDriver().read([.file(blanks)])
        #expect(reading.found.count == 149_999)
        #expect(reading.rows.count { $0 == ["", ""] } == 126_690)
        #expect(Set(reading.reasons) == [.invalidUTF8])
    }

    @Test func bareCarriageReturnsEndRecords() async throws {
        let path = try SharedData.url("data/logs/ioc-csv/withsecure-webjack-bare-cr.csv").path
        let reading = try await ReadingDriver().read([.file(path)])
        #expect(reading.rows.count == 32)
        #expect(reading.layout.lineTerminator == [0x0D])
    }

    /// The file put together again: what precedes the first record, the spans, and blank lines between them.
    private func rebuilt(_ reading: Reading, _ bytes: [UInt8]) -> [UInt8] {
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var result = Array(bytes[..<mark]) + reading.layout.header
        if !reading.layout.header.isEmpty { result += reading.layout.lineTerminator }
        for found in reading.found {
            let gap = bytes[result.count..<found.place.start]
            guard gap.allSatisfy({ $0 == 0x0A || $0 == 0x0D }) else { return result }
            result += gap + bytes[found.place.start..<found.place.next]
        }
        let tail = bytes[result.count...]
        return tail.allSatisfy { $0 == 0x0A || $0 == 0x0D } ? result + tail : result
    }
}
