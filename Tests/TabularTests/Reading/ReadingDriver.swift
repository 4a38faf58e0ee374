import Foundation
import Tabular

/// One thing found in the input, with absolute positions, comparable between ways of reading.
enum Found: Hashable, CustomStringConvertible {
    case record(Place, fields: [[UInt8]])
    case rejected(Place, RejectReason)

    struct Place: Hashable {
        var input: Int
        var start: Int
        var end: Int
        var next: Int
        /// Zero-based line of the input.
        var line: Int
    }

    var place: Place {
        switch self {
        case .record(let place, _), .rejected(let place, _): place
        }
    }

    var fields: [String]? {
        guard case .record(_, let fields) = self else { return nil }
        return fields.map { String(decoding: $0, as: UTF8.self) }
    }

    var reason: RejectReason? {
        guard case .rejected(_, let reason) = self else { return nil }
        return reason
    }

    var description: String {
        let position = "\(place.input):\(place.start)..<\(place.end)..<\(place.next) line \(place.line)"
        return "\(position) \(fields.map { "\($0)" } ?? reason?.rawValue ?? "")"
    }
}

/// Everything one reading gave.
struct Reading {
    var layout: InputLayout
    var found: [Found] = []
    var failure: InputError?
    var reparses = 0
    var chunks = 0
    var details: [String] = []

    var rows: [[String]] { found.compactMap(\.fields) }
    var reasons: [RejectReason] { found.compactMap(\.reason) }
}

/// Reads as the pipeline does: several chunks under way, and a step back when one did not end between records.
struct ReadingDriver {
    var options = ReaderOptions()
    /// Chunks delivered before the first is parsed.
    var ahead = 1
    var method = CSVMethod.index

    func read(_ sources: [InputSource]) async throws -> Reading {
        let reader = try await ChunkReader.open(sources, options: options)
        let parser = ChunkParser(layout: reader.layout, method: method)
        var reading = Reading(layout: reader.layout)
        var lines: [Int: Int] = [:]
        var underWay: [Chunk] = []
        var isOver = false
        while true {
            while !isOver && underWay.count < ahead {
                do {
                    if let chunk = try await reader.next() { underWay.append(chunk) } else { isOver = true }
                } catch let error as InputError {
                    (reading.failure, isOver) = (error, true)
                }
            }
            guard let chunk = underWay.first else { return reading }
            guard parser.parse(chunk) else {
                reading.reparses += 1
                reader.reparse(from: underWay)
                (underWay, isOver) = ([], false)
                continue
            }
            underWay.removeFirst()
            collect(chunk, &reading, &lines)
            reader.recycle(chunk)
        }
    }

    func read(_ bytes: [UInt8], name: String = "input.csv") async throws -> Reading {
        try await TemporaryFolder.with { folder in
            try await read([.file(try folder.write(bytes, to: name))])
        }
    }

    func read(_ text: String, name: String = "input.csv") async throws -> Reading {
        try await read(Array(text.utf8), name: name)
    }

    private func collect(_ chunk: Chunk, _ reading: inout Reading, _ lines: inout [Int: Int]) {
        reading.chunks += 1
        let firstLine = lines[chunk.inputIndex, default: 0] + chunk.precedingLines
        let view = chunk.batch.view
        var rejected = chunk.batch.rejected[...]
        func place(_ span: RecordSpan) -> Found.Place {
            Found.Place(
                input: chunk.inputIndex,
                start: chunk.byteOffset + Int(span.start),
                end: chunk.byteOffset + Int(span.end),
                next: chunk.byteOffset + Int(span.next),
                line: firstLine + Int(span.line)
            )
        }
        for record in 0...view.count {
            while let next = rejected.first, Int(next.precedingRecords) == record {
                reading.found.append(.rejected(place(next.span), next.reason))
                reading.details.append(next.detail)
                rejected.removeFirst()
            }
            guard record < view.count else { break }
            let fields = (0..<view.fieldCount(record: record)).map { Array(view.value(record: record, column: $0)) }
            reading.found.append(.record(place(view.span(record: record)), fields: fields))
        }
        lines[chunk.inputIndex] = firstLine + chunk.batch.lineCount
    }
}

/// A folder that is gone after the test.
struct TemporaryFolder {
    let path: String

    static func with<Result>(_ body: (TemporaryFolder) async throws -> Result) async throws -> Result {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tabular-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(TemporaryFolder(path: path))
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
