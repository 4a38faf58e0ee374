import Foundation
import Sandbox
import TestSupport
import Testing

/// API document, sections 2.2, 4.7, 4.8 and 4.10.
struct GroupTests {
    static let incident = "/api/v2/groups/incidents/67360"
    static let lines = """
        {"type":"Host","summary":"evil.example","rating":4,"confidence":85,"tag":[{"name":"X"}]}
        {"type":"Address","ip":"203.0.113.7"}
        {"type":"Incident","id":67360,"name":"Break-in","eventDate":"2026-02-03","status":"Open",\
        "tags":["Nation State",{"name":"Phishing"}],"attribute":[{"type":"Description","value":"What happened"}],\
        "securityLabel":[{"name":"TLP:RED"}],"indicators":["evil.example","203.0.113.7","198.51.100.9",\
        {"type":"Mutex","summary":"m1"}]}
        {"type":"Adversary","name":"Somebody","xid":"adv-1"}
        """

    static func run<R: Sendable>(_ body: (RawClient) async throws -> R) async throws -> R {
        try await TestServer.run(indicators: [], store: TestServer.store(lines), body)
    }

    @Test func anIncidentHasIndicatorsTagsAndAttributes() async throws {
        try await Self.run { client in
            let single = await client.get(Self.incident + "?includeAdditional=true&includes=labels")
            #expect(single.value("data.incident.name") as? String == "Break-in")
            #expect(single.value("data.incident.eventDate") as? String == "2026-02-03T00:00:00Z")
            #expect(single.value("data.incident.status") as? String == "Open")
            #expect(single.value("data.incident.owner.type") as? String == "Organization")
            #expect(single.value("data.incident.securityLabel.name") as? [String] == ["TLP:RED"])
            let indicators = await client.get(Self.incident + "/indicators")
            #expect(indicators.value("data.resultCount") as? Int == 4)
            let summaries = indicators.value("data.indicator.summary") as? [String]
            #expect(Set(summaries ?? []) == ["evil.example", "203.0.113.7", "198.51.100.9", "m1"])
            let hosts = await client.get(Self.incident + "/indicators/hosts?includes=tags")
            #expect(hosts.value("data.host.hostName") as? [String] == ["evil.example"])
            let second = await client.get(Self.incident + "/indicators?resultStart=3&resultLimit=2")
            #expect((second.value("data.indicator.summary") as? [String])?.count == 1)
            #expect(second.value("data.resultCount") == nil)
            let tags = await client.get(Self.incident + "/tags")
            #expect(tags.value("data.tag.name") as? [String] == ["Nation State", "Phishing"])
            let attributes = await client.get(Self.incident + "/attributes")
            #expect(attributes.value("data.attribute.value") as? [String] == ["What happened"])
            #expect(await client.get("/api/v2/groups/incidents/1234567").status == 404)
            #expect(await client.get("/api/v2/groups/adversaries/67360/tags").status == 404)
            let groups = await client.get("/api/v2/indicators/hosts/evil.example/groups/incidents")
            #expect(groups.value("data.incident.id") as? [Int] == [67360])
        }
    }

    @Test(arguments: [
        "adversaries", "attackPatterns", "campaigns", "coursesOfAction", "documents", "emails", "events", "incidents",
        "intrusionSets", "malware", "reports", "signatures", "tactics", "threats", "tools", "vulnerabilities",
    ])
    func everyTypeOfGroupIsCreatedUpdatedAndDeleted(branch: String) async throws {
        try await Self.run { client in
            let created = await client.request("POST", "/api/v2/groups/\(branch)", #"{"name":"G 1","fileName":"f"}"#)
            #expect(created.status == 201)
            let data = try #require(created.value("data") as? [String: [String: Any]])
            let id = try #require(data.values.first?["id"] as? Int)
            let path = "/api/v2/groups/\(branch)/\(id)"
            #expect(await client.request("PUT", path, #"{"name":"G 2"}"#).status == 200)
            let entity = try #require(data.keys.first)
            #expect(await client.get(path).value("data.\(entity).name") as? String == "G 2")
            let list = await client.get("/api/v2/groups/\(branch)?filters=name%3DG%202")
            #expect(list.value("data.\(entity).id") as? [Int] == [id])
            #expect(await client.request("POST", path + "/tags/T").status == 201)
            #expect(await client.request("POST", path + "/attributes", #"{"type":"Source","value":"s"}"#).status == 201)
            #expect(await client.request("POST", path + "/securityLabels/TLP:GREEN").status == 201)
            #expect(await client.request("DELETE", path).status == 200)
            #expect(await client.get(path).status == 404)
        }
    }

    @Test func associationsComeAndGo() async throws {
        try await Self.run { client in
            let host = "/api/v2/indicators/hosts/evil.example"
            #expect(await client.request("DELETE", host + "/groups/incidents/67360").status == 200)
            #expect(await client.get(host + "/groups").value("data.resultCount") as? Int == 0)
            #expect(await client.request("POST", host + "/groups/incidents/67360").status == 201)
            #expect(await client.get(host + "/groups").value("data.group.type") as? [String] == ["Incident"])
            #expect(await client.get(host + "/groups/incidents/67360").status == 200)
            #expect(await client.request("POST", host + "/groups/incidents/1").status == 404)
            #expect(await client.request("POST", host + "/indicators/addresses/203.0.113.7").status == 201)
            let others = await client.get("/api/v2/indicators/addresses/203.0.113.7/indicators")
            #expect(others.value("data.indicator.summary") as? [String] == ["evil.example"])
        }
    }

    @Test(.enabled(if: SharedData.isPresent, SharedData.reason))
    func batchSamplesLoad() throws {
        let store = try SandboxStore(organisation: TestServer.organisation)
        let small = try SharedData.url("fixtures/threatconnect/tcex-v2-batch-input-small.json").path
        let report = try store.load(small)
        #expect(report.unreadableCount == 0)
        #expect(try store.stateDump().contains("Incident: 20130814A: Victory Commemorative Stamp Document Exploit"))
        let large = try SharedData.url("fixtures/threatconnect/tcex-v2-batch-input-groups-and-files.json").path
        #expect(try store.load(large).unreadableCount == 0)
    }

    @Test func theStateDoesNotDependOnOrder() throws {
        let reversed = Self.lines.split(separator: "\n").reversed().joined(separator: "\n")
        let (one, other) = (try TestServer.store(Self.lines), try TestServer.store(reversed))
        #expect(try one.stateDump() == other.stateDump())
    }

    @Test func everythingSurvivesARestart() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("sandbox.sqlite")
        let state = try await TestServer.run(indicators: [], store: TestServer.store(Self.lines, database: file)) {
            client in
            _ = await client.request("POST", "/api/v2/indicators/hosts/evil.example/falsePositive")
            _ = await client.request("POST", "/api/v2/indicators/hosts/evil.example/securityLabels/TLP:RED")
            return await client.ask("GET", "/sandbox/state").text
        }
        let reopened = try SandboxStore(organisation: TestServer.organisation, databaseFile: file)
        #expect(try reopened.stateDump() == state)
        try await TestServer.run(indicators: [], store: reopened) { client in
            let reply = await client.request("POST", "/api/v2/indicators/hosts/evil.example/falsePositive")
            #expect(reply.value("data.falsePositive.count") as? Int == 1)
        }
    }
}
