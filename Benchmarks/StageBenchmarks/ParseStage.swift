import Foundation
import Pipeline
import Tabular

/// Reads, cuts and parses on every core; the records are dropped or written back as they came.
struct ParseStage {
    private let input: String
    private let output: String
    private let cores: Int
    private let chunkBytes: Int
    private let method: CSVMethod

    init(_ arguments: Arguments) throws {
        input = try arguments.input
        output = arguments.output
        cores = arguments.cores
        chunkBytes = arguments.chunkBytes
        method = arguments.method
    }

    func run(writes: Bool) async throws -> Measurement {
        let watch = Stopwatch()
        let reader = try await ChunkReader.open([.file(input)], options: ReaderOptions(chunkBytes: chunkBytes))
        let parser = ChunkParser(layout: reader.layout, method: method)
        let file = writes ? try OutputFile(.path(output)) : nil
        try file?.write(reader.layout.header + reader.layout.lineTerminator)
        let flow = OrderedFlow<Chunk, Chunk>(
            limit: max(8, cores * 4),
            window: max(8, cores * 4),
            first: { parser.parse($0) },
            second: { $0 }
        )
        var records = 0
        try await flow.run(
            next: { try await reader.next() },
            accept: { _ in },
            rewind: { reader.reparse(from: $0) },
            emit: { chunk in
                records += chunk.batch.recordCount
                if let file { try write(chunk, to: file) }
                reader.recycle(chunk)
            }
        )
        try file?.finish()
        return Measurement(
            stage: writes ? "parse-write" : "parse",
            seconds: watch.seconds,
            records: records,
            bytes: reader.bytesRead
        )
    }

    private func write(_ chunk: Chunk, to file: OutputFile) throws {
        let view = chunk.batch.view
        for record in 0..<view.count {
            let span = view.span(record: record)
            try file.write(
                UnsafeBufferPointer(start: chunk.bytes + Int(span.start), count: Int(span.next - span.start))
            )
        }
    }
}
