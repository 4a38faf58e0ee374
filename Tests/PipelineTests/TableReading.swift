import Foundation
import Tabular

/// A file read again with the product's own reader: values record by record.
struct TableReading {
    private(set) var layout: InputLayout
    private(set) var rows: [[String]] = []
    private(set) var rejected = 0

    /// Position of a column; the first one of that name.
    func position(of column: String) -> Int? { layout.columns.firstIndex { $0.name == column } }

    init(_ path: String, options: ReaderOptions) async throws {
        let reader = try await ChunkReader.open([.file(path)], options: options)
        let parser = ChunkParser(layout: reader.layout)
        layout = reader.layout
        while let chunk = try await reader.next() {
            guard parser.parse(chunk) else {
                reader.reparse(from: [chunk])
                continue
            }
            add(chunk.batch)
            reader.recycle(chunk)
        }
    }

    private mutating func add(_ batch: RecordBatch) {
        rejected += batch.rejected.count
        let view = batch.view
        for record in 0..<view.count {
            rows.append(
                (0..<view.fieldCount(record: record)).map {
                    String(decoding: view.value(record: record, column: $0), as: UTF8.self)
                }
            )
        }
    }
}
