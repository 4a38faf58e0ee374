import Observables
import Pipeline
import PipelineFile
import Tabular

/// The whole pipeline with the answers in memory: everything but ThreatConnect. Loading the indicators counts.
func enrich(_ arguments: Arguments) async throws -> Measurement {
    let watch = Stopwatch()
    let source = KnownAnswers(try await indicatorTable(try arguments.indicators))
    let specification = try PipelineSpecification.parse(
        text: pipeline(input: try arguments.input, output: arguments.output),
        file: "benchmark.yaml"
    )
    let progress = RunProgress()
    let run = try await PipelineRun(
        specification: specification,
        source: source,
        context: RunContext(
            runID: "benchmark",
            cores: arguments.cores,
            chunkBytes: arguments.chunkBytes,
            now: { 0 }
        ),
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

/// Answers from memory; whatever is not in the table is absent.
struct KnownAnswers: AnswerSource {
    private let table: [Observable: Answer]

    init(_ table: [Observable: Answer]) { self.table = table }

    func answers(for observables: [Observable]) async throws -> [SourcedAnswer] {
        observables.map { SourcedAnswer(answer: table[$0] ?? .absent, asOf: 0) }
    }
}

/// Reads `indicators.csv`: value, type, owner, rating, confidence, tags.
private func indicatorTable(_ path: String) async throws -> [Observable: Answer] {
    var table: [Observable: Answer] = [:]
    let reader = try await ChunkReader.open([.file(path)], options: ReaderOptions())
    let parser = ChunkParser(layout: reader.layout)
    while let chunk = try await reader.next() {
        guard parser.parse(chunk) else { throw UsageError(message: "\(path) has line breaks in a field") }
        for record in 0..<chunk.batch.view.count { add(chunk.batch.view, record, to: &table) }
        reader.recycle(chunk)
    }
    return table
}

private func add(_ view: RecordBatchView, _ record: Int, to table: inout [Observable: Answer]) {
    func text(_ column: Int) -> String { String(decoding: view.value(record: record, column: column), as: UTF8.self) }
    let observable = Observable(kind: text(1) == "Host" ? .host : .address, canonical: text(0))
    var indicator = Indicator(id: 1, kind: observable.kind, summary: observable.canonical, owner: text(2))
    indicator.rating = Double(text(3))
    indicator.confidence = Int(text(4))
    indicator.tags = [text(5)]
    table[observable] = Intelligence(indicators: [indicator]).map { .hit($0) }
}
