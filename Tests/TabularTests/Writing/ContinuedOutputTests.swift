import Foundation
import Tabular
import TestSupport
import Testing

/// Outputs that a process left unfinished and another goes on with.
@Suite struct ContinuedOutputTests {
    private let folder: TestSupport.TemporaryFolder

    init() throws { folder = try TestSupport.TemporaryFolder() }

    private func content(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 97...122, using: &random) }
    }

    private func write(_ content: [UInt8], to file: OutputFile, _ random: inout SeededGenerator) throws {
        var rest = content[...]
        while !rest.isEmpty {
            let part = rest.prefix(Int.random(in: 1...400_000, using: &random))
            try file.write(Array(part))
            rest = rest.dropFirst(part.count)
        }
    }

    private func leftOver() throws -> URL {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        return URL(fileURLWithPath: folder.path(try #require(names.first { $0.hasSuffix(".tcenrich-part") })))
    }

    /// Writes the beginning as a process does that dies: what is behind the mark is rubbish, or was never on disk.
    private func interrupt(_ name: String, after begun: [UInt8], _ random: inout SeededGenerator) throws -> OutputMark {
        let file = try OutputFile(.path(folder.path(name)))
        file.keepsPartialFile = true
        try write(begun, to: file, &random)
        let mark = try #require(file.checkpoint()).settle()
        try write(content(Int.random(in: 0...600_000, using: &random), &random), to: file, &random)
        return mark
    }

    @Test(arguments: ["csv", "csv.gz", "csv.zst"])
    func continuedBytesAreThoseOfAnUndisturbedOutput(suffix: String) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        // Two frames and a part.
        let whole = content(20 << 20, &random)
        let undisturbed = try OutputFile(.path(folder.path("a.\(suffix)")))
        try write(whole, to: undisturbed, &random)
        try undisturbed.finish()
        let expected = try Data(contentsOf: URL(fileURLWithPath: folder.path("a.\(suffix)")))
        for share in [0, 0.01, 0.3, 0.5, 0.999, 1] {
            let begun = Array(whole.prefix(Int(Double(whole.count) * share)))
            let mark = try interrupt("b.\(suffix)", after: begun, &random)
            #expect(mark.plainBytes <= begun.count, "seed \(seed)")
            let file = try OutputFile(.path(folder.path("b.\(suffix)")), continuing: mark)
            try write(whole, to: file, &random)
            #expect(file.byteCount == whole.count)
            try file.finish()
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("b.\(suffix)"))) == expected, "seed \(seed)")
        }
    }

    @Test func markIsAtMostABlockBehindInPlainFilesAndAFrameInCompressedOnes() throws {
        var random = SeededGenerator(seed: 1)
        let begun = content(20 << 20, &random)
        #expect(try begun.count - interrupt("a.csv", after: begun, &random).plainBytes < 1 << 18)
        #expect(try begun.count - interrupt("a.csv.zst", after: begun, &random).plainBytes < 8 << 20)
    }

    @Test(arguments: ["another", "shorter", "gone"])
    func fileThatIsNotTheMarkedOneIsWrittenAnew(change: String) throws {
        var random = SeededGenerator(seed: 2)
        let whole = content(2 << 20, &random)
        let mark = try interrupt("a.csv", after: whole, &random)
        #expect(mark.storedBytes > 0)
        let url = try leftOver()
        switch change {
        case "another": try Data(content(3 << 20, &random)).write(to: url)
        case "shorter": try Data(whole.prefix(mark.storedBytes - 1)).write(to: url)
        default: try FileManager.default.removeItem(at: url)
        }
        let file = try OutputFile(.path(folder.path("a.csv")), continuing: mark)
        try write(whole, to: file, &random)
        try file.finish()
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("a.csv"))) == Data(whole))
    }

    @Test func outputThatEndsBeforeTheMarkIsAnError() throws {
        var random = SeededGenerator(seed: 3)
        let whole = content(1 << 20, &random)
        let mark = try interrupt("a.csv", after: whole, &random)
        let file = try OutputFile(.path(folder.path("a.csv")), continuing: mark)
        try file.write(Array(whole.prefix(mark.plainBytes - 1)))
        #expect(throws: OutputError.self) { try file.finish() }
    }

    @Test func newOutputDropsWhatADeadProcessLeft() throws {
        var random = SeededGenerator(seed: 4)
        _ = try interrupt("a.csv", after: content(1 << 20, &random), &random)
        let file = try OutputFile(.path(folder.path("a.csv")))
        try file.write(Array("new\n".utf8))
        try file.finish()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["a.csv"])
    }

    @Test func linkUnderThePartialNameIsNotFollowed() throws {
        try folder.write("precious", to: "precious")
        let link = folder.path(".a.csv.tcenrich-part")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path("precious"))
        #expect(throws: OutputError.self) { try OutputFile(.path(folder.path("a.csv"))) }
        #expect(try String(contentsOfFile: folder.path("precious"), encoding: .utf8) == "precious")
    }

    @Test func pipesAndDevicesHaveNoCheckpoint() throws {
        #expect(try OutputFile(.path("/dev/null")).checkpoint() == nil)
    }
}
