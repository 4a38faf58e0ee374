import Foundation
import Pipeline
import PipelineFile
import Tabular
import TestSupport
import Testing

/// The files in `pipelines/`, each on a real log of its kind.
struct PipelineFilesTests {
    /// File, the log it is tried on, and the log's records.
    static let trials = [
        ("firewall-csv", "csv/azure-nsg-flows.csv", 460),
        ("web-access-csv", "csv/web-access-crlf.csv", 3456),
        ("zeek-conn", "zeek-tsv/conn-m57.log.gz", 8462),
        ("zeek-dns", "zeek-tsv/dns-m57.log.zst", 5124),
        ("suricata-eve", "jsonl/suricata-alerts.jsonl", 548),
        ("phishing-mail", "csv/purview-ediscovery.csv", 177),
    ]

    @Test func everyFileIsTriedOrIsTheQuickstart() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Checkout.root.path + "/pipelines")
        let others = ["quickstart", "incident-report", "nightly-hosts", "bulk-push", "proxy-write-back"]
        #expect(Set(names) == Set((Self.trials.map(\.0) + others).map { $0 + ".yaml" }))
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason), arguments: trials)
    func enrichesARealLogWithoutChangingIt(file: String, log: String, records: Int) async throws {
        let data = try SharedData.url("data")
        let input = data.appendingPathComponent("logs/\(log)").path
        let folder = try TemporaryFolder()
        var sandbox = try SandboxRun(lists: [data.appendingPathComponent("indicators/ipsum.txt").path])
        sandbox.environment = ["LOG_FILES": input, "OUT": folder.url.path]
        let text = String(
            decoding: try Data(contentsOf: Checkout.root.appendingPathComponent("pipelines/\(file).yaml")),
            as: UTF8.self
        )
        try await sandbox.serve { run in
            let result = try await run(text, "pipelines/\(file).yaml")
            #expect(result.manifest.records.read == records)
            #expect(result.manifest.records.rejectedTotal == 0)
            #expect(result.isClean)
            let enriched = try #require(result.written.first)
            try await expectSameRecords(input, enriched)
        }
    }

    /// Every field of the input stands unchanged, in the same place, in the enriched file.
    private func expectSameRecords(_ input: String, _ enriched: String) async throws {
        let before = try await records(of: input)
        let after = try await records(of: enriched)
        #expect(before.count == after.count)
        #expect(zip(before, after).allSatisfy { $1.starts(with: $0) })
        let longer = after.first.map { $0.count > (before.first?.count ?? 0) } ?? false
        #expect(longer)
    }

    /// The fields of all records; a JSON line counts as one field without its closing brace.
    private func records(of path: String) async throws -> [[[UInt8]]] {
        let reader = try await ChunkReader.open(try InputSource.expand(patterns: [path]), options: ReaderOptions())
        let parser = ChunkParser(layout: reader.layout)
        var records: [[[UInt8]]] = []
        while let chunk = try await reader.next() {
            guard parser.parse(chunk) else {
                reader.reparse(from: [chunk])
                continue
            }
            let view = chunk.batch.view
            for record in 0..<view.count {
                records.append(
                    reader.layout.format == .jsonl
                        ? members(of: chunk, view.span(record: record))
                        : (0..<view.fieldCount(record: record)).map { Array(view.value(record: record, column: $0)) }
                )
            }
            reader.recycle(chunk)
        }
        return records
    }

    /// The bytes of a JSON line in front of an added member, and the member.
    private func members(of chunk: Chunk, _ span: RecordSpan) -> [[UInt8]] {
        let line = UnsafeBufferPointer(start: chunk.bytes + Int(span.start), count: Int(span.insertion - span.start))
        let text = String(decoding: line, as: UTF8.self)
        return text.components(separatedBy: ",\"tc\":").map { Array($0.utf8) }
    }
}
