import CZlib
import CZstd
import Foundation
import Tabular
import Testing

@Suite struct InputTests {
    let driver = ReadingDriver()
    let text = "a,b\n" + (0..<5000).map { "\($0),evil\($0).example\n" }.joined()
    var rows: [[String]] { (0..<5000).map { ["\($0)", "evil\($0).example"] } }

    @Test(arguments: [1, 2, 3])
    func concatenatedGzipMembersAreOneInput(members: Int) async throws {
        let packed = parts(members).map(Packing.gzip).joined()
        // The name does not say so: only the magic number counts.
        #expect(try await driver.read(Array(packed), name: "export.csv").rows == rows)
        let padded = Array(packed) + [UInt8](repeating: 0, count: 700)
        #expect(try await driver.read(padded, name: "export.csv").rows == rows)
    }

    @Test(arguments: [1, 2, 3])
    func concatenatedZstdFramesAreOneInput(frames: Int) async throws {
        let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 1, 2]
        let packed = parts(frames).map(Packing.zstd).joined()
        #expect(try await driver.read(Array(packed), name: "export.csv").rows == rows)
        #expect(try await driver.read(skippable + packed, name: "export.csv").rows == rows)
    }

    @Test(arguments: ["gzip", "zstd"])
    func truncatedDataGiveAllCompleteRecordsAndThenAnError(format: String) async throws {
        // Two frames: zstd delivers whole blocks, and this text is one.
        let packed = format == "gzip" ? Packing.gzip(Array(text.utf8)) : parts(2).flatMap(Packing.zstd)
        for cut in [packed.count - 1, packed.count - 9, packed.count * 3 / 4] {
            let reading = try await driver.read(Array(packed[..<cut]), name: "export.csv")
            #expect(reading.failure?.code == .truncated)
            #expect(reading.failure?.detail.contains("byte \(cut)") == true)
            #expect(reading.rows == Array(rows.prefix(reading.rows.count)))
            #expect(reading.reasons.isEmpty)
            if cut == packed.count - 1 { #expect(reading.rows.count == 5000) }
        }
    }

    @Test(arguments: ["gzip", "zstd"])
    func damagedDataGiveAnErrorWithThePlace(format: String) async throws {
        var packed = format == "gzip" ? Packing.gzip(Array(text.utf8)) : Packing.zstd(Array(text.utf8))
        let checksum = packed.count - (format == "gzip" ? 6 : 2)
        packed[checksum] ^= 0xFF
        let reading = try await driver.read(packed, name: "export.csv")
        #expect(reading.failure?.code == .damaged)
        #expect(reading.failure?.detail.contains("near byte") == true)
        #expect(reading.rows == rows)
    }

    @Test func somethingBehindGzipIsDamage() async throws {
        let reading = try await driver.read(Packing.gzip(Array(text.utf8)) + Array("more".utf8))
        #expect(reading.failure?.code == .damaged)
        #expect(reading.rows == rows)
    }

    @Test(arguments: [[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0], [0x50, 0x4B, 3, 4, 0, 0, 0]] as [[UInt8]])
    func otherCompressionsAreNamed(bytes: [UInt8]) async throws {
        let error = await #expect(throws: InputError.self) { try await driver.read(bytes) }
        #expect(error?.code == .unsupportedCompression)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] as [[UInt8]])
    func utf16IsAnErrorThatSaysHowToConvert(bytes: [UInt8]) async throws {
        let error = await #expect(throws: InputError.self) { try await driver.read(bytes) }
        #expect(error?.code == .unsupportedEncoding)
        #expect(error?.detail.contains("iconv") == true)
    }

    @Test func patternsAreSortedAndReadOnce() async throws {
        try await TemporaryFolder.with { folder in
            for name in ["b.csv", "a.csv", "B.csv", "c.txt", "[x].csv"] { try folder.write([], to: name) }
            let path = folder.path
            let names = {
                try InputSource.expand(patterns: $0).map { $0.name.replacingOccurrences(of: path + "/", with: "") }
            }
            #expect(try names([path + "/*.csv"]) == ["B.csv", "[x].csv", "a.csv", "b.csv"])
            #expect(
                try names([path + "/b.csv", path + "/?.csv", "-"]) == ["b.csv", "B.csv", "a.csv", "standard input"]
            )
            #expect(try names([path + "/[x].csv"]) == ["[x].csv"])
            for (pattern, code) in [("/*.log", InputError.Code.noMatch), ("/none.csv", .notFound), ("", .isDirectory)] {
                let error = #expect(throws: InputError.self) { try InputSource.expand(patterns: [path + pattern]) }
                #expect(error?.code == code)
                #expect(error?.input == path + pattern)
            }
        }
    }

    @Test func aVanishedFileStopsTheRunAfterTheOthers() async throws {
        try await TemporaryFolder.with { folder in
            let first = try folder.write(Array("a\n1\n".utf8), to: "1.csv")
            let reading = try await driver.read([.file(first), .file(folder.path + "/2.csv")])
            #expect(reading.rows == [["1"]])
            #expect(reading.failure?.code == .notFound)
        }
    }

    @Test func aPipeIsReadToItsEnd() async throws {
        let pipe = Pipe()
        let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
        let writer = Thread { [text] in
            pipe.fileHandleForWriting.write(Data(text.utf8))
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        let reading = try await driver.read([.file(path)])
        #expect(reading.rows == rows)
    }

    @Test func aPipeThatPausesDeliversWhatItHas() async throws {
        let pipe = Pipe()
        pipe.fileHandleForWriting.write(Data("a,b\n1,2\n3,".utf8))
        let source = InputSource.file("/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        let reader = try await ChunkReader.open([source], options: ReaderOptions())
        let chunk = try #require(try await reader.next())
        #expect(Array(UnsafeBufferPointer(start: chunk.bytes, count: chunk.count)) == Array("1,2\n".utf8))
        #expect(reader.totalBytes == nil)
        pipe.fileHandleForWriting.write(Data("4\n".utf8))
        try pipe.fileHandleForWriting.close()
        let last = try #require(try await reader.next())
        #expect(Array(UnsafeBufferPointer(start: last.bytes, count: last.count)) == Array("3,4\n".utf8))
        #expect(try await reader.next() == nil)
    }

    @Test(arguments: [
        ("x.csv", "a,b\n", RecordFormat.csv), ("x.tsv.gz", "a\n", .tsv),
        ("x.log", "#separator \\x09\n#fields\ta\n", .zeek),
        ("x.json", "{}\n", .jsonl), ("x", " {\"a\":1}\n", .jsonl), ("x", "a\tb\n", .tsv), ("x", "a;b\n", .csv),
    ])
    func theFormatIsFoundOut(name: String, text: String, format: RecordFormat) async throws {
        try await TemporaryFolder.with { folder in
            let source = InputSource.file(try folder.write(Array(text.utf8), to: name))
            #expect(try await ChunkReader.open([source], options: ReaderOptions()).layout.format == format)
        }
    }

    @Test func jsonLinesAreCutAtLineFeeds() async throws {
        try await TemporaryFolder.with { folder in
            let text = "{\"a\":\"\\\"\"}\r\n\n{}\n" + String(repeating: "x", count: 100) + "\n{\"b\":2}"
            let source = InputSource.file(try folder.write(Array(text.utf8), to: "x.jsonl"))
            let options = ReaderOptions(maxRecordBytes: 20, chunkBytes: 4, jsonPaths: ["a"])
            let reader = try await ChunkReader.open([source], options: options)
            #expect(reader.layout.columns.map(\.name) == ["a"])
            var chunks: [String] = []
            while let chunk = try await reader.next() {
                chunks.append(
                    String(decoding: UnsafeBufferPointer(start: chunk.bytes, count: chunk.count), as: UTF8.self)
                )
                #expect(chunk.oversized.map { [$0.length, $0.skipped, $0.lineBreaks] == [100, 81, 1] } ?? true)
            }
            let long = String(repeating: "x", count: 20)
            #expect(chunks == ["{\"a\":\"\\\"\"}\r\n", "\n{}\n", long, "{\"b\":2}"])
            #expect(reader.bytesRead == text.utf8.count && reader.totalBytes == text.utf8.count)
        }
    }

    private func parts(_ count: Int) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        let size = (bytes.count + count - 1) / count
        return stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    }
}

enum Packing {
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(
            &stream,
            6,
            Z_DEFLATED,
            31,
            8,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        defer { deflateEnd(&stream) }
        var input = bytes
        return [UInt8](unsafeUninitializedCapacity: bytes.count + 1000) { output, count in
            input.withUnsafeMutableBufferPointer { source in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                deflate(&stream, Z_FINISH)
            }
            count = output.count - Int(stream.avail_out)
        }
    }

    static func zstd(_ bytes: [UInt8]) -> [UInt8] { zstd(bytes, level: 3) }

    static func zstd(_ bytes: [UInt8], level: Int32) -> [UInt8] {
        let context = ZSTD_createCCtx()
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { output, count in
            count = ZSTD_compress2(context, output.baseAddress, output.count, bytes, bytes.count)
        }
    }
}
