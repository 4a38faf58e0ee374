import Foundation
import GRDB
import State
import Testing

struct StateStoreTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func runsComeBackNewestFirst() throws {
        let store = try StateStore(path: path("state.sqlite"))
        let runs = (0..<5).map { run("run-\($0)", startedAt: TimeInterval(1_800_000_000 + $0)) }
        for run in [runs[3], runs[0], runs[4], runs[1], runs[2]] { try store.recordRun(run) }
        #expect(try store.runs() == runs.reversed())
        #expect(try store.runs(limit: 2) == [runs[4], runs[3]])
        #expect(try store.runs(limit: 0).isEmpty)
        #expect(try store.run(id: "run-3") == runs[3])
        #expect(try store.run(id: "unknown") == nil)
    }

    @Test func recordingAgainReplaces() throws {
        let store = try StateStore(path: path("state.sqlite"))
        var record = RunRecord(
            id: "1",
            name: "nightly",
            pipelineFile: "a.yaml",
            startedAt: Date(timeIntervalSince1970: 1_800_000_000.25)
        )
        try store.recordRun(record)
        #expect(try store.runs() == [record])
        record.finishedAt = Date(timeIntervalSince1970: 1_800_000_060.5)
        record.exitStatus = 1
        record.rejected = 3
        try store.recordRun(record)
        #expect(try store.runs() == [record])
    }

    @Test func historySurvivesReopening() throws {
        let record = run("1", startedAt: 1_800_000_000)
        try StateStore(path: path("state.sqlite")).recordRun(record)
        #expect(try StateStore(path: path("state.sqlite")).runs() == [record])
    }

    @Test func missingFoldersAreMade() throws {
        #expect(try StateStore(path: path("a/b/state.sqlite")).runs().isEmpty)
    }

    @Test func fileIsForItsUserAlone() throws {
        let file = path("state.sqlite")
        try Data().write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let store = try StateStore(path: file)
        try store.recordRun(run("1", startedAt: 1_800_000_000))
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.root.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func twoStoresWriteTheSameFileAtOnce() async throws {
        let file = path("state.sqlite")
        try await withThrowingTaskGroup { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = try StateStore(path: file)
                    for index in 0..<25 {
                        try store.recordRun(run("\(writer)-\(index)", startedAt: TimeInterval(writer * 100 + index)))
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try StateStore(path: file).runs(limit: 1000).count == 100)
    }

    @Test(arguments: [
        Data("no database at all, but a longer text than the header of one would be, and then some more".utf8),
        Data("SQLite format 3\0".utf8) + Data(repeating: 7, count: 5000),
    ])
    func damagedFileIsAClearError(content: Data) throws {
        let file = path("state.sqlite")
        try content.write(to: URL(fileURLWithPath: file))
        let error = try #require(throws: StateError.self) { try StateStore(path: file) }
        #expect(error.code == .damaged)
        #expect(error.description.hasPrefix("the state file \(file) is damaged"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == content, "it is left as it was")
    }

    @Test(arguments: [
        ("CREATE TABLE song (title TEXT)", StateError.Code.foreign),
        ("PRAGMA application_id = 1; CREATE TABLE song (title TEXT)", .foreign),
        (
            "PRAGMA application_id = 1952671086; CREATE TABLE grdb_migrations (identifier TEXT); "
                + "INSERT INTO grdb_migrations VALUES ('runs'), ('of a later version')", .newer
        ),
    ])
    func otherDatabasesAreRefused(sql: String, code: StateError.Code) throws {
        let file = path("other.sqlite")
        let other = try DatabaseQueue(path: file)
        try other.inDatabase { try $0.execute(sql: sql) }
        try other.close()
        let content = try Data(contentsOf: URL(fileURLWithPath: file))
        let error = try #require(throws: StateError.self) { try StateStore(path: file) }
        #expect(error.code == code)
        #expect(error.description.contains(file))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == content, "it is left as it was")
    }

    @Test func directoryIsAClearError() throws {
        let error = try #require(throws: StateError.self) { try StateStore(path: folder.root.path) }
        #expect(error.code == .inaccessible)
    }

    private func path(_ name: String) -> String { folder.root.appendingPathComponent(name).path }

    private func run(_ id: String, startedAt: TimeInterval) -> RunRecord {
        var run = RunRecord(
            id: id,
            name: "proxy-nightly",
            pipelineFile: "pipelines/proxy.yaml",
            startedAt: Date(timeIntervalSince1970: startedAt)
        )
        run.finishedAt = run.startedAt + 90
        run.exitStatus = 0
        (run.records, run.observables, run.hits, run.absent) = (1000, 400, 30, 300)
        (run.skipped, run.failed, run.rejected) = (60, 10, 5)
        run.outputs = ["out/a, b.csv", "out/\"ü\".jsonl"]
        return run
    }
}

/// A folder that goes when nobody holds it any more.
private final class TemporaryFolder: Sendable {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("tcenrich-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }
}
