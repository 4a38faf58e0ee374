import Foundation
import Sandbox
import TestSupport
import Testing

/// API document, sections 8.1 and 8.2.
struct BatchTests {
    static func configuration(_ more: String = "") -> String {
        #"{"version":"V2","owner":"Example Organization","haltOnError":"false","attributeWriteType":"Append""#
            + (more.contains("action") ? "" : #","action":"Create""#) + more + "}"
    }

    /// Creates a job, uploads the content and returns the job's path.
    private static func run(_ client: RawClient, _ content: String, _ more: String = "") async throws -> String {
        let created = await client.request("POST", "/api/v2/batch", configuration(more))
        #expect(created.status == 201)
        let id = try #require(created.value("data.batchId") as? Int)
        let type = "application/octet-stream"
        let uploaded = await client.request("POST", "/api/v2/batch/\(id)", content, type: type)
        #expect(uploaded.status == 202)
        #expect(uploaded.value("data.batchStatus.status") as? String == "Queued")
        return "/api/v2/batch/\(id)"
    }

    private static func counts(_ client: RawClient, _ path: String) async -> [Int?] {
        let reply = await client.get(path + "?includeAdditional=true")
        #expect(reply.value("data.batchStatus.status") as? String == "Completed")
        return ["successCount", "errorCount", "unprocessCount"].map {
            reply.value("data.batchStatus.\($0)") as? Int
        }
    }

    @Test func aBatchCreatesGroupsAndIndicators() async throws {
        let content = """
            {"group":[{"type":"Incident","name":"I","xid":"i-1","tag":[{"name":"G"}],"associatedGroupXid":["a-1"]},
              {"type":"Adversary","name":"A","xid":"a-1"}],
             "indicator":[{"type":"Host","summary":"new.example","rating":3,"confidence":60,"flag1":true,
              "tag":[{"name":"T"}],"securityLabel":[{"name":"TLP:RED"}],"associatedGroups":[{"groupXid":"i-1"}],
              "attribute":[{"type":"Description","value":"d","displayed":true},{"type":"None","value":"x"}]},
              {"type":"Address","summary":"no address"}],
             "association":[{"ref_1":"a-1","type_1":"Adversary","ref_2":"new.example","type_2":"Host"},
              {"ref_1":"zz","ref_2":"a-1"}]}
            """
        try await TestServer.run { client in
            let path = try await Self.run(client, content)
            #expect(await Self.counts(client, path) == [4, 2, 0])
            let host = await client.get("/api/v2/indicators/hosts/new.example?includes=tags&includes=labels")
            #expect(host.value("data.host.description") as? String == "d")
            #expect(host.value("data.host.dnsActive") as? String == "true")
            #expect(host.value("data.host.tag.name") as? [String] == ["T"])
            #expect(host.value("data.host.securityLabel.name") as? [String] == ["TLP:RED"])
            let groups = await client.get("/api/v2/indicators/hosts/new.example/groups")
            #expect(Set(groups.value("data.group.name") as? [String] ?? []) == ["I", "A"])
            let errors = await client.get(path + "/errors")
            #expect(errors.headers["content-type"] == "application/octet-stream")
            let list = try JSONSerialization.jsonObject(with: Data(errors.body)) as? [[String: Any]]
            let reasons = list?.compactMap { $0["errorReason"] as? String }
            #expect(
                reasons == [
                    "Attribute None: The requested attribute type was not found", "Please enter a valid Address",
                    "An associated item was not found",
                ]
            )
            let results = await client.get(path + "/results?code=0x1005")
            #expect(results.text.contains("Please enter a valid Address"))
            #expect(!results.text.contains("associated"))
        }
    }

    @Test func writeTypesDecideWhatBecomesOfWhatIsThere() async throws {
        let item = """
            {"indicator":[{"type":"Host","summary":"evil.example","tag":[{"name":"New"}],
             "attribute":[{"type":"Description","value":"new","displayed":true}]}]}
            """
        try await TestServer.run { client in
            _ = try await Self.run(client, item, #","tagWriteType":"Append""#)
            let path = "/api/v2/indicators/hosts/evil.example?includes=tags&includes=attributes"
            let appended = await client.get(path)
            #expect(appended.value("data.host.tag.name") as? [String] == ["Phishing", "Nation State", "New"])
            #expect((appended.value("data.host.attribute.value") as? [String])?.count == 3)
            let replace = #","attributeWriteType":"Replace","tagWriteType":"Replace""#
            _ = try await Self.run(client, item, replace)
            let replaced = await client.get(path)
            #expect(replaced.value("data.host.tag.name") as? [String] == ["New"])
            #expect(replaced.value("data.host.attribute.value") as? [String] == ["new"])
        }
    }

    @Test func aBatchDeletes() async throws {
        let content =
            #"{"indicator":[{"type":"Host","summary":"evil.example"},{"type":"Host","summary":"no.example"}]}"#
        try await TestServer.run { client in
            let path = try await Self.run(client, content, #","action":"Delete""#)
            #expect(await Self.counts(client, path) == [1, 1, 0])
            #expect(await client.get("/api/v2/indicators/hosts/evil.example").status == 404)
        }
    }

    @Test func haltingLeavesTheRestUnprocessed() async throws {
        let content = #"{"indicator":[{"type":"Host","summary":"bad host"},{"type":"Host","summary":"ok.example"}]}"#
        try await TestServer.run { client in
            let path = try await Self.run(client, content, #","haltOnError":true"#)
            #expect(await Self.counts(client, path) == [0, 1, 1])
        }
    }

    @Test func oneRequestCreatesAndUploads() async throws {
        let content = #"{"indicator":[{"type":"Host","summary":"form.example"}]}"#
        let part = "--xyz\r\nContent-Disposition: form-data; name=\"config\"; filename=\"config\"\r\n\r\n"
        let second = "\r\n--xyz\r\nContent-Disposition: form-data; name=\"content\"\r\n\r\n"
        let body = part + Self.configuration() + second + content + "\r\n--xyz--\r\n"
        try await TestServer.run { client in
            let type = "multipart/form-data; boundary=xyz"
            let target = "/api/v2/batch/createAndUpload?includeAdditional=true"
            let reply = await client.request("POST", target, body, type: type)
            #expect(reply.status == 201)
            #expect(reply.value("data.batchStatus.successCount") as? Int == 1)
            #expect(await client.get("/api/v2/indicators/hosts/form.example").status == 200)
        }
    }

    @Test func jobsSurviveARestart() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("batches.sqlite")
        let content = #"{"indicator":[{"type":"Host","summary":"kept.example"},{"type":"Host","summary":"bad host"}]}"#
        let store = try SandboxStore(organisation: TestServer.organisation, databaseFile: file)
        let path = try await TestServer.run(indicators: [], store: store) { try await Self.run($0, content) }
        let reopened = try SandboxStore(organisation: TestServer.organisation, databaseFile: file)
        try await TestServer.run(indicators: [], store: reopened) { client in
            #expect(await Self.counts(client, path) == [1, 1, 0])
            #expect(await client.get(path + "/errors").text.contains("Please enter a valid Host"))
            #expect(await client.get("/api/v2/indicators/hosts/kept.example").status == 200)
        }
    }

    @Test func whatIsMissingIsSaid() async throws {
        try await TestServer.run { client in
            let reply = await client.request("POST", "/api/v2/batch", #"{"owner":"Example Organization"}"#)
            #expect(reply.status == 400)
            #expect(reply.value("message") as? String == "The haltOnError for this batch is missing or invalid")
            #expect(await client.get("/api/v2/batch/7").status == 404)
            let path = try await Self.run(client, "no JSON")
            #expect(await Self.counts(client, path) == [0, 1, 0])
            #expect(await client.request("POST", path, "{}").status == 400)
        }
    }

    @Test func theBulkReportHasEverythingActive() async throws {
        try await TestServer.run { client in
            let status = await client.get("/api/v2/indicators/bulk?owner=Shared%20Feed")
            #expect(status.value("bulkStatus.status") as? String == "Complete")
            let json = await client.get("/api/v2/indicators/bulk/json?owner=Shared%20Feed")
            #expect(json.value("indicator.summary") as? [String] == ["evil.example"])
            let csv = await client.get("/api/v2/indicators/bulk/csv")
            #expect(csv.headers["content-type"] == "text/csv")
            let lines = csv.text.split(separator: "\n")
            #expect(lines.first == "Type,Value,Rating,Confidence")
            #expect(lines.contains("Host,evil.example,4.0,85"))
            #expect(lines.contains("ASN,ASN64496,null,null"))
            #expect(!csv.text.contains("retired.example"))
        }
    }
}
