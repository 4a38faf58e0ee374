import PipelineFile
import Tabular

/// The files of a run. Each is complete under its name or not there at all.
struct RunOutputs {
    /// One per renderer, in the renderers' order.
    private var files: [OutputFile]
    private var rejected: OutputFile?
    private let rejectedPath: String
    private let makesRejectedOnDemand: Bool

    /// - Parameters:
    ///   - rejectedPath: Where rejected records go.
    ///   - isRejectedRequested: The pipeline file names the rejected file; then it exists even when it is empty.
    init(paths: [String], preambles: [[UInt8]], rejectedPath: String, isRejectedRequested: Bool) throws {
        files = try paths.map { try OutputFile(path: $0) }
        self.rejectedPath = rejectedPath
        makesRejectedOnDemand = !isRejectedRequested
        rejected = isRejectedRequested ? try OutputFile(path: rejectedPath) : nil
        for (index, preamble) in preambles.enumerated() where !preamble.isEmpty {
            try preamble.withUnsafeBytes { try files[index].write($0) }
        }
    }

    mutating func write(_ chunk: FinishedChunk) throws {
        for (index, buffer) in chunk.area.outputs.enumerated() where buffer.count > 0 {
            try buffer.withUnsafeBytes { try files[index].write($0) }
        }
        try writeRejected(chunk.area.rejected)
    }

    mutating func writeRejected(_ buffer: borrowing OutputBuffer) throws {
        guard buffer.count > 0 else { return }
        if rejected == nil, makesRejectedOnDemand { rejected = try OutputFile(path: rejectedPath) }
        try buffer.withUnsafeBytes { try rejected?.write($0) }
    }

    /// Makes every file appear under its name. Returns the paths of the files that exist now.
    mutating func finish() throws -> [String] {
        for file in files { try file.finish() }
        try rejected?.finish()
        return files.map(\.path) + (rejected.map { [$0.path] } ?? [])
    }
}
