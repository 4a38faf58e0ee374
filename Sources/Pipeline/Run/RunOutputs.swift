import Foundation
import Tabular

/// The files of a run. Each is complete under its name or not there at all.
struct RunOutputs {
    /// One per renderer, in the renderers' order.
    private var files: [OutputFile]
    private var rejected: OutputFile?
    private let rejectedPath: String
    private let session: RunSession?

    /// - Parameters:
    ///   - rejectedPath: Where rejected records go.
    ///   - isRejectedRequested: The pipeline file names the rejected file; then it exists even when it is empty.
    ///   - session: Of a run that can be continued: what it wrote stays when it is interrupted.
    init(
        paths: [String],
        preambles: [[UInt8]],
        rejectedPath: String,
        isRejectedRequested: Bool,
        session: RunSession?
    ) throws {
        files = try paths.map { try Self.open($0, session) }
        self.rejectedPath = rejectedPath
        self.session = session
        // What an earlier run left under the name would be taken for this run's.
        let isStale = FileManager.default.fileExists(atPath: rejectedPath)
        rejected = isRejectedRequested || isStale ? try Self.open(rejectedPath, session) : nil
        for (index, preamble) in preambles.enumerated() where !preamble.isEmpty {
            try files[index].write(preamble)
        }
    }

    mutating func write(_ chunk: FinishedChunk) throws {
        for (file, output) in zip(files, chunk.area.outputs) {
            try output.withBuffer { try file.write($0) }
        }
        try chunk.area.rejected.withBuffer { try writeRejected($0) }
    }

    mutating func writeRejected(_ buffer: borrowing OutputBuffer) throws {
        guard buffer.count > 0 else { return }
        if rejected == nil { rejected = try Self.open(rejectedPath, session) }
        try rejected?.write(buffer)
    }

    /// How far each file could be continued, by its path.
    var checkpoints: [String: OutputCheckpoint] {
        (files + [rejected].compactMap { $0 }).reduce(into: [:]) { $0[$1.target.name] = $1.checkpoint() }
    }

    private static func open(_ path: String, _ session: RunSession?) throws -> OutputFile {
        let file = try OutputFile(target(path), continuing: session?.marks[path])
        file.keepsPartialFile = session?.keepsPartialFiles ?? false
        return file
    }

    /// `-` is standard output.
    static func target(_ path: String) -> OutputTarget { path == "-" ? .standardOutput : .path(path) }

    /// Makes every file appear under its name. Returns the paths of the files that exist now.
    mutating func finish() throws -> [String] {
        for file in files { try file.finish() }
        try rejected?.finish()
        return (files + [rejected].compactMap { $0 }).map(\.target.name)
    }
}
