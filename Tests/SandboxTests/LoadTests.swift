import Foundation
import Observables
import Sandbox
import TestSupport
import Testing

struct LoadTests {
    @Test func batchJSONKeepsWhatItSays() async throws {
        let json = """
            {"indicator":[
              {"type":"Host","summary":"EVIL.example","rating":4,"confidence":"70","ownerName":"Shared Feed",
               "tag":[{"name":"Phishing"}],"attribute":[{"type":"Description","value":"C2","displayed":true}],
               "dateAdded":"2015-07-06T11:09:33-04:00","threatAssessScore":389,"flag1":true},
              {"type":"File","summary":"\(TestServer.md5.lowercased()) : \(TestServer.sha256)","intValue1":12},
              {"type":"File","sha1":"\(String(repeating: "0c", count: 20))"},
              {"type":"Registry Key","Key Name":"HKEY_USERS\\\\X","Value Name":"v","Value Type":"REG_SZ","active":false},
              {"type":"Address","summary":"2001:db8::1"},
              {"type":"Address","summary":"no address"},
              {"type":"Unsupported","summary":"x"},
              {"type":"Host"}, 7
            ]}
            """
        let (report, store) = try load(["a.json": json])
        #expect(report.added == 5)
        #expect(report.unreadable.map(\.line) == [6, 7, 8, 9])
        #expect(report.unreadable.first?.description.hasSuffix("a.json:6: the value is no Address") == true)
        try await serve(store) { client in
            let host = await client.get("/api/v2/indicators/hosts/evil.example?owner=Shared+Feed&includes=tags")
            #expect(host.value("data.host.rating") as? Double == 4)
            #expect(host.value("data.host.confidence") as? Int == 70)
            #expect(host.value("data.host.dateAdded") as? String == "2015-07-06T15:09:33Z")
            #expect(host.value("data.host.description") as? String == "C2")
            #expect(host.value("data.host.threatAssessScore") as? Int == 389)
            #expect(host.value("data.host.tag.name") as? [String] == ["Phishing"])
            #expect(host.value("data.host.dnsActive") as? String == "true")
            #expect(
                await client.get("/api/v2/indicators/files/\(TestServer.sha256)").value("data.file.size") as? Int == 12
            )
            #expect(await client.get("/api/v2/indicators/addresses/2001:db8:0:0:0:0:0:1").status == 200)
        }
    }

    @Test func jsonLinesAndAPIAnswersAreRead() throws {
        let lines = """
            {"type":"Host","summary":"a.example"}

            not json
            {"type":"Address","summary":"203.0.113.1"}
            """
        let answer =
            #"{"status":"Success","data":{"resultCount":1,"indicator":[{"type":"URL","summary":"http://a.example/"}]}}"#
        let (report, store) = try load(["lines.jsonl": lines, "answer.json": answer])
        #expect(report.added == 3)
        #expect(report.unreadable.map(\.line) == [3])
        #expect(try store.countIndicators() == 3)
    }

    @Test func plainListsTakeTheFirstToken() async throws {
        let list = """
            \u{FEFF}# a comment
            evil.example
            203.0.113.7:443
            198.51.100.1\t14 lists
            http://evil.example/x?a=1,b,c
            "quoted.example","path"
            \(TestServer.md5),name.exe

            evil.example # again
            no-indicator
            """
        let (report, store) = try load(["list.txt": list.replacingOccurrences(of: "\n", with: "\r\n")])
        #expect(report.added == 6)
        #expect(report.merged == 1)
        #expect(report.unreadable.map(\.line) == [10])
        try await serve(store) { client in
            let address = await client.get("/api/v2/indicators/addresses/203.0.113.7")
            #expect(address.value("data.address.rating") as? Double == 3)
            #expect(address.value("data.address.confidence") as? Int == 50)
            #expect(await client.get("/api/v2/indicators/hosts/quoted.example").status == 200)
        }
    }

    @Test func zeekIntelligenceIsRead() async throws {
        let intel = """
            #fields\tindicator\tindicator_type\tmeta.source\tmeta.desc
            203.0.113.7\tIntel::ADDR\tOur List\tScanner
            evil.example/gate.php\tIntel::URL\t-\t-
            x\tIntel::USER_NAME\t-\t-
            no address\tIntel::ADDR\t-\t-
            alone
            """
        let (report, store) = try load(["a.intel": intel])
        #expect(report.added == 2)
        #expect(report.unreadable.map(\.line) == [4, 5, 6])
        try await serve(store) { client in
            let address = await client.get("/api/v2/indicators/addresses/203.0.113.7")
            #expect(address.value("data.address.source") as? String == "Our List")
            #expect(address.value("data.address.description") as? String == "Scanner")
            #expect(await client.get("/api/v2/indicators/urls/http%3A%2F%2Fevil.example%2Fgate.php").status == 200)
        }
    }

    @Test func foldersLoadInTheOrderOfTheirPaths() throws {
        let (report, store) = try load(["b.txt": "b.example", "a/z.txt": "a.example", ".hidden": "c.example"])
        #expect(report.files == 2)
        #expect(try store.countIndicators() == 2)
    }

    @Test func missingFileIsAClearError() throws {
        let store = try SandboxStore()
        #expect {
            try store.load("/nowhere/list.txt")
        } throws: { "\($0)" == "cannot read the indicators in /nowhere/list.txt: there is no such file" }
    }

    @Test func repeatedJSONUpdatesAndAFurtherHashJoins() async throws {
        let first = #"{"indicator":[{"type":"File","md5":"\#(TestServer.md5)","rating":1,"tag":[{"name":"A"}]}]}"#
        let second = """
            {"indicator":[{"type":"File","rating":5,"tag":[{"name":"A"},{"name":"B"}],
              "summary":"\(TestServer.md5) : \(TestServer.sha256)"}]}
            """
        let (report, store) = try load(["1.json": first, "2.json": second])
        #expect(report.added == 1)
        #expect(report.merged == 1)
        try await serve(store) { client in
            let file = await client.get("/api/v2/indicators/files/\(TestServer.sha256)?includes=tags")
            #expect(file.value("data.file.rating") as? Double == 5)
            #expect(file.value("data.file.md5") as? String == TestServer.md5)
            #expect(file.value("data.file.tag.name") as? [String] == ["A", "B"])
        }
    }

    @Test func databaseFileSurvivesARestart() throws {
        let folder = try TemporaryFolder()
        let file = folder.path("sandbox.sqlite")
        try SandboxStore(organisation: "Ours", databaseFile: file).add(TestServer.sample)
        let store = try SandboxStore(organisation: "Ours", databaseFile: file)
        #expect(try store.countIndicators() == TestServer.sample.count)
        #expect(store.owners.map(\.name) == ["Ours", "Shared Feed"])
        #expect(store.organisation.id == 1)
    }

    @Test func otherFilesAreNoDatabase() throws {
        let folder = try TemporaryFolder()
        try folder.write("no database at all, but longer than a page header would be", to: "notes.txt")
        #expect {
            try SandboxStore(databaseFile: folder.path("notes.txt"))
        } throws: { "\($0)".contains("cannot use \(folder.path("notes.txt")) as the sandbox's database") }
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func realListsLoad() throws {
        let store = try SandboxStore()
        let zeek = try store.load(SharedData.url("data/indicators/zeek-intel").path)
        #expect(zeek.files == 4)
        #expect(zeek.unreadableCount == 0)
        #expect(zeek.added + zeek.merged == 10_111)
        let hashes = try store.load(SharedData.url("data/indicators/unit42-luminosity-hashes-crlf.csv").path)
        #expect(hashes.unreadableCount == 0)
        let addresses = try store.load(SharedData.url("data/indicators/ipsum.txt").path)
        #expect(addresses.unreadableCount == 0)
        #expect(addresses.added > 100_000)
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func recordedAnswersLoad() throws {
        for (name, count) in [("tcex-v2-indicators-page", 100), ("pysdk-v2-indicators.GET", 91)] {
            let store = try SandboxStore()
            let report = try store.load(SharedData.url("fixtures/threatconnect/\(name).json").path)
            #expect(report.added + report.merged + report.unreadableCount == count)
            #expect(report.unreadableCount == 0, "\(report.unreadable)")
        }
    }

    private func load(_ files: [String: String]) throws -> (LoadReport, SandboxStore) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        let store = try SandboxStore(organisation: TestServer.organisation)
        return (try store.load(folder.root.path), store)
    }

    private func serve(_ store: SandboxStore, _ body: (RawClient) async throws -> Void) async throws {
        let configuration = SandboxConfiguration(
            accessID: TestServer.accessID,
            secretKey: Secret(TestServer.key),
            now: { Date(timeIntervalSince1970: TimeInterval(TestServer.now)) }
        )
        try await withSandbox(configuration, store: store) { try await body(RawClient(address: $0)) }
    }
}

/// A folder that goes when nobody holds it any more.
final class TemporaryFolder: Sendable {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appendingPathComponent("tcenrich-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func path(_ name: String) -> String { root.appendingPathComponent(name).path }

    func write(_ text: String, to name: String) throws {
        let file = root.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}
