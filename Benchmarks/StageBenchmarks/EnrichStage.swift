import Observables
import Pipeline
import PipelineFile
import Tabular

/// The whole pipeline with the answers in memory: everything but ThreatConnect. Loading the indicators counts.
func enrich(_ arguments: Arguments) async throws -> Measurement {
    let watch = Stopwatch()
    let source = LoadingAnswers(try arguments.indicators)
    let specification = try PipelineSpecification.parse(
        text: pipeline(input: try arguments.input, output: arguments.output),
        file: "benchmark.yaml"
    )
    let progress = RunProgress()
    var context = RunContext(
        runID: "benchmark",
        cores: arguments.cores,
        chunkBytes: arguments.chunkBytes,
        now: { 0 }
    )
    context.csvMethod = arguments.method
    let run = try await PipelineRun(
        specification: specification,
        source: source,
        context: context,
        progress: progress,
        requests: { 0 }
    )
    let result = try await run.execute()
    guard result.isClean else { throw UsageError(message: "the run was not clean: \(result.manifest.records)") }
    let seen = progress.snapshot
    return Measurement(stage: "enrich", seconds: watch.seconds, records: seen.records, bytes: seen.bytes)
}

private func pipeline(input: String, output: String) -> String {
    """
    version: 1
    name: benchmark
    threatconnect: {url: "http://127.0.0.1:1", access_key: unused, secret_key: unused}
    read:
      files: ["\(input)"]
      observables: [{column: src_ip}, {column: dst_ip}, {column: host}]
    enrich:
      skip: []
    output:
      - enriched:
          path: "\(output)"
          columns: [status, matched_value, match_column, type, owner, rating, confidence, tags]
    """
}

/// Answers that are loaded while the log is being read already.
private final class LoadingAnswers: AnswerSource {
    private let known: Task<KnownAnswers, any Error>

    init(_ path: String) { known = Task { try await KnownAnswers.reading(path) } }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        try await known.value.answers(for: observables)
    }
}

/// Answers from memory; whatever is not in the table is absent. The table's rows stay as they are read, and one becomes an answer
/// when it is asked for: that stands for a source that costs next to nothing. Nothing changes the table once it is made, which is what makes the
/// unchecked conformance sound.
final class KnownAnswers: AnswerSource, @unchecked Sendable {
    private let table: ByteTable
    /// Rows of the file, in one piece after the other.
    private let chunks: [Chunk]
    private let rows: [(chunk: Int32, record: Int32)]
    private static let hasher = ByteHash(seed: 1)

    private init(_ table: consuming ByteTable, _ chunks: [Chunk], _ rows: [(chunk: Int32, record: Int32)]) {
        self.table = table
        self.chunks = chunks
        self.rows = rows
    }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        let (bytes, ends) = packed(observables)
        var answers: [SourcedAnswer] = []
        answers.reserveCapacity(observables.count)
        bytes.withUnsafeBufferPointer { bytes in
            table.view.findAll(observables.indices) { index in
                let key = UnsafeBufferPointer(rebasing: bytes[ends[index]..<ends[index + 1]])
                let tag = observables[index].kind.rawValue
                return (key, tag, Self.hasher(key, tag: tag))
            } found: { index, record, _ in
                let answer = record.map { hit($0.number, observables[index]) } ?? .absent
                answers.append(SourcedAnswer(answer: answer, asOf: 0))
            }
        }
        return answers
    }

    /// The canonical forms end to end, and where each begins, with the end of the last.
    private func packed(_ observables: [Observable]) -> (bytes: [UInt8], ends: [Int]) {
        var (bytes, ends): ([UInt8], [Int]) = ([], [0])
        bytes.reserveCapacity(observables.count * 24)
        ends.reserveCapacity(observables.count + 1)
        for observable in observables {
            bytes.append(contentsOf: observable.canonical.utf8)
            ends.append(bytes.count)
        }
        return (bytes, ends)
    }

    /// Reads `indicators.csv`: value, type, owner, rating, confidence, tags.
    static func reading(_ path: String) async throws -> KnownAnswers {
        var table = ByteTable(minimumCapacity: 1 << 17)
        var chunks: [Chunk] = []
        var rows: [(chunk: Int32, record: Int32)] = []
        let reader = try await ChunkReader.open([.file(path)], options: ReaderOptions())
        let parser = ChunkParser(layout: reader.layout)
        while let chunk = try await reader.next() {
            guard parser.parse(chunk) else { throw UsageError(message: "\(path) has line breaks in a field") }
            let view = chunk.batch.view
            for record in 0..<view.count {
                let (value, type) = (view.value(record: record, column: 0), view.value(record: record, column: 1))
                let tag = (type.elementsEqual("Host".utf8) ? ObservableKind.host : .address).rawValue
                let hash = hasher(value, tag: tag)
                table.insert(value, tag: tag, hash: hash, number: Int32(rows.count), hasher: hasher)
                rows.append((Int32(chunks.count), Int32(record)))
            }
            chunks.append(chunk)
        }
        return KnownAnswers(table, chunks, rows)
    }

    private func hit(_ row: Int32, _ observable: Observable) -> Answer {
        let (chunk, record) = rows[Int(row)]
        let view = chunks[Int(chunk)].batch.view
        func text(_ column: Int) -> String {
            String(decoding: view.value(record: Int(record), column: column), as: UTF8.self)
        }
        var indicator = Indicator(id: 1, kind: observable.kind, summary: observable.canonical, owner: text(2))
        indicator.rating = Double(text(3))
        indicator.confidence = Int(text(4))
        indicator.tags = [text(5)]
        return .hit(Intelligence(indicator))
    }
}
