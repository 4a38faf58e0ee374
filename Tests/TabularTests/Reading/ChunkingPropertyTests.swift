import Foundation
import Tabular
import TestSupport
import Testing

/// Reading in chunks is one sequential parse, whatever the sizes and whatever the bytes.
@Suite struct ChunkingPropertyTests {
    @Test(arguments: 0..<8)
    func hostileFilesDoNotDependOnChunking(part: Int) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for round in 0..<150 {
            let file = HostileCSV.file(&random)
            var options = ReaderOptions(format: .csv, hasHeader: true)
            options.chunkBytes = Int.random(in: 1...file.count + 10, using: &random)
            options.maxRecordBytes = Bool.random(using: &random) ? 1 << 20 : Int.random(in: 12...200, using: &random)
            let driver = ReadingDriver(
                options: options,
                ahead: Int.random(in: 1...5, using: &random),
                method: Bool.random(using: &random) ? .index : .libcsv
            )
            let expected = ReferenceCSV(bytes: file, limit: options.maxRecordBytes).found()
            let reading = try await driver.read(file)
            #expect(
                reading.found == expected,
                """
                part \(part) seed \(seed) round \(round): chunks of \(options.chunkBytes), limit \(options.maxRecordBytes), \
                \(driver.ahead) ahead, by \(driver.method), file \(String(decoding: file, as: UTF8.self).debugDescription)
                """
            )
            #expect(reading.failure == nil)
            if reading.found != expected { return }
        }
    }

    @Test func everyChunkSizeGivesTheSame() async throws {
        let text = "a,b\n1,\"x\ny\"\r\n\r\n 2 ,\"q\"\"q\" \r3,5\" disk\n4,\"open\n5,6\n7,8,9\n\"10\",11"
        let expected = ReferenceCSV(text).found()
        for size in 1...text.utf8.count + 2 {
            for ahead in 1...3 {
                for method in [CSVMethod.index, .libcsv] {
                    let driver = ReadingDriver(options: ReaderOptions(chunkBytes: size), ahead: ahead, method: method)
                    let found = try await driver.read(text).found
                    #expect(found == expected, "chunks of \(size) bytes, \(ahead) ahead, by \(method)")
                }
            }
        }
    }

    @Test func linesThatOpenAQuoteEachAreLinear() async throws {
        // 40,000 lines within the limit of 1 MiB: looking ahead from every one anew would parse 20 GB.
        let bytes = Array("a,b\n".utf8) + Array(repeating: Array("\"never closed\n".utf8), count: 40_000).joined()
        let reading = try await ReadingDriver().read(bytes)
        #expect(reading.reasons == Array(repeating: .unterminatedQuote, count: 40_000))
    }

    @Test func aStrayQuoteCostsOneStepBack() async throws {
        let row = "192.0.2.1,evil.example,\"quoted, text\"\n"
        let text =
            "a,b,c\n" + String(repeating: row, count: 2000) + "5\" disk,x,y\n" + String(repeating: row, count: 2000)
        let driver = ReadingDriver(options: ReaderOptions(chunkBytes: 4096), ahead: 4)
        let reading = try await driver.read(text)
        #expect(reading.rows.count == 4001)
        #expect(reading.found == ReferenceCSV(text).found())
        #expect(reading.reparses <= 3)
    }
}

/// Files made of the characters that CSV readers stumble over.
enum HostileCSV {
    static func file(_ random: inout SeededGenerator) -> [UInt8] {
        let pieces = [
            "\"", "\"", "\"\"", ",", ",", "\n", "\n", "\r\n", "\r", " ", "\t", "x", "yz", "é", "\"a,b\"", "\"a\nb\"",
            "a,b,c\n",
            "1,2,3\r\n", "a b", "\\", "\"\"\"", "4,\"5\",6\n",
        ].map { Array($0.utf8) }
        // Some files have only a few kinds of pieces, so that long quiet stretches occur.
        let alphabet = (0..<Int.random(in: 3...12, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? []
        }
        var file = Array("h1,h2,h3\(["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n")".utf8)
        if Int.random(in: 0..<5, using: &random) == 0 { file = [0xEF, 0xBB, 0xBF] + file }
        for _ in 0..<Int.random(in: 0...150, using: &random) {
            file += Int.random(in: 0..<400, using: &random) == 0 ? [0xFF] : alphabet.randomElement(using: &random) ?? []
        }
        return file
    }
}
