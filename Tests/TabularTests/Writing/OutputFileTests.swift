import Foundation
import Tabular
import TestSupport
import Testing

@Suite struct OutputFileTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("output-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func sample(_ count: Int) -> [UInt8] {
        var random = SeededGenerator(seed: 7)
        return (0..<count).map { _ in UInt8.random(in: 97...110, using: &random) }
    }

    private func decompressed(_ url: URL, by program: String) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program, "-dc", url.path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return [UInt8](data)
    }

    @Test func targetAppearsWhenComplete() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("a/b/out.csv").path
            let file = try OutputFile(.path(path))
            try file.write(Array("one\n".utf8))
            let inside = try names(folder.appendingPathComponent("a/b"))
            #expect(inside.count == 1 && inside[0].hasPrefix(".out.csv.tcenrich-"))
            try file.finish()
            #expect(try names(folder.appendingPathComponent("a/b")) == ["out.csv"])
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\n")
            #expect(file.byteCount == 4)
        }
    }

    @Test func oldTargetStaysUntilTheNewOneIsComplete() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("out.csv")
            try Data("old".utf8).write(to: url)
            do {
                let file = try OutputFile(.path(url.path))
                try file.write(sample(1_000_000))
                #expect(try Data(contentsOf: url) == Data("old".utf8))
            }
            #expect(try names(folder) == ["out.csv"])
            #expect(try Data(contentsOf: url) == Data("old".utf8))
            let file = try OutputFile(.path(url.path))
            file.abandon()
            #expect(throws: OutputError.self) { try file.write([1]) }
            #expect(throws: OutputError.self) { try file.finish() }
            #expect(try names(folder) == ["out.csv"])
        }
    }

    @Test(arguments: ["plain", "gz", "zst"])
    func storedBytesDoNotDependOnTheWrites(suffix: String) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        try withFolder { folder in
            let content = sample(1_100_000)
            var stored: [Data] = []
            for (index, limit) in [content.count, 300_000, 4_000].enumerated() {
                let url = folder.appendingPathComponent("\(index).\(suffix)")
                let file = try OutputFile(.path(url.path))
                var rest = content[...]
                while !rest.isEmpty {
                    let part = rest.prefix(Int.random(in: 0...limit, using: &random))
                    try file.write(Array(part))
                    rest = rest.dropFirst(part.count)
                }
                try file.finish()
                stored.append(try Data(contentsOf: url))
            }
            #expect(stored[0] == stored[1] && stored[1] == stored[2], "seed \(seed)")
            if suffix == "plain" { #expect([UInt8](stored[0]) == content) }
        }
    }

    @Test(arguments: [("gz", "gzip"), ("zst", "zstd")], [0, 1, 262_144, 700_000])
    func compressedOutputIsReadByTheUsualProgram(kind: (suffix: String, program: String), count: Int) throws {
        let program = kind.program
        guard ["/usr/bin/\(program)", "/bin/\(program)"].contains(where: FileManager.default.isExecutableFile) else {
            return
        }
        try withFolder { folder in
            let url = folder.appendingPathComponent("out.\(kind.suffix)")
            let content = sample(count)
            let file = try OutputFile(.path(url.path))
            try file.write(content)
            try file.finish()
            #expect(try decompressed(url, by: program) == content)
        }
    }

    @Test func gzipHeaderCarriesNoTime() throws {
        try withFolder { folder in
            let url = folder.appendingPathComponent("out.csv.gz")
            let file = try OutputFile(.path(url.path))
            try file.finish()
            #expect([UInt8](try Data(contentsOf: url).prefix(8)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        }
    }

    @Test func problemsNameTargetAndCause() throws {
        try withFolder { folder in
            try Data().write(to: folder.appendingPathComponent("file"))
            let cases: [(String, OutputError.Kind)] = [(".", .isDirectory), ("file/x.csv", .badFolder)]
            for (name, kind) in cases {
                let path = folder.appendingPathComponent(name).path
                let error = #expect(throws: OutputError.self) { _ = try OutputFile(.path(path)) }
                #expect(error?.kind == kind)
                #expect(error?.description.contains(path) == true)
            }
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func fullDiskIsItsOwnKind() throws {
        let file = try OutputFile(.path("/dev/full"))
        let error = #expect(throws: OutputError.self) {
            try file.write([1, 2, 3])
            try file.finish()
        }
        #expect(error?.kind == .noSpace)
        #expect(
            error?.description
                == "cannot write /dev/full: No space left on device; free some space or choose another folder"
        )
    }

    @Test func devicesAreWrittenToAndNotReplaced() throws {
        let file = try OutputFile(.path("/dev/null"))
        try file.write([1])
        try file.finish()
        var status = stat()
        #expect(stat("/dev/null", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func closedPipeIsItsOwnKind() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let file = try OutputFile(.descriptor(ends[1], name: "standard output"))
        let error = #expect(throws: OutputError.self) {
            try file.write([1])
            try file.finish()
        }
        #expect(error?.kind == .closedPipe)
        #expect(error?.target == "standard output")
    }

    @Test func newFilesGetTheModeThatTheUmaskLeaves() throws {
        try withFolder { folder in
            let (plain, output) = (folder.path + "/plain", folder.path + "/output")
            close(open(plain, O_CREAT | O_WRONLY, 0o666))
            try OutputFile(.path(output)).finish()
            let modes = try [plain, output].map {
                try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
            }
            #expect(modes[0] == modes[1])
        }
    }

    @Test func longNamesStillFitTheirTemporaryName() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent(String(repeating: "é", count: 125) + ".csv").path
            let file = try OutputFile(.path(path))
            try file.finish()
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }
}
