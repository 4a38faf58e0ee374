import Foundation
import Sandbox
import TestSupport
import Testing

/// API document, sections 4.1 and 4.10.
struct CounterTests {
    static let host = WritingTests.host

    @Test func aUserReportsAFalsePositiveOncePerDay() async throws {
        let store = try SandboxStore(organisation: TestServer.organisation)
        try await TestServer.run(store: store) { client in
            let first = await client.request("POST", Self.host + "/falsePositive?owner=Example%20Organization")
            #expect(first.status == 200)
            #expect(
                first.text == """
                    {"status":"Success","data":{"falsePositive":{"count":3,"lastReported":"2027-01-15T08:00:00Z"}}}
                    """
            )
            let second = await client.request("POST", Self.host + "/falsePositive")
            #expect(second.text == first.text)
            #expect(await client.request("POST", "/api/v2/indicators/hosts/none.example/falsePositive").status == 404)
        }
        let tomorrow = TestServer.now + 86_400
        try await TestServer.run(indicators: [], store: store, time: tomorrow) { client in
            let target = Self.host + "/falsePositive"
            let headers = RawClient.signed(target, method: "POST", time: tomorrow)
            let reply = await client.ask("POST", target, headers: headers)
            #expect(reply.value("data.falsePositive.count") as? Int == 4)
            #expect(reply.value("data.falsePositive.lastReported") as? String == "2027-01-16T08:00:00Z")
        }
    }

    @Test func observationsAddUp() async throws {
        try await TestServer.run { client in
            #expect(await client.request("POST", Self.host + "/observations", #"{"count":2}"#).status == 200)
            #expect(await client.request("POST", Self.host + "/observations", #"{"count":3}"#).status == 200)
            let dated = #"{"count":1,"dateObserved":"2026-12-31"}"#
            #expect(await client.request("POST", Self.host + "/observations", dated).status == 200)
            #expect(await client.request("POST", Self.host + "/observations", #"{"count":0}"#).status == 400)
            let list = await client.get(Self.host + "/observations")
            #expect(list.value("data.observation.count") as? [Int] == [5, 1])
            let count = await client.get(Self.host + "/observationCount")
            #expect(count.value("data.observationCount.count") as? Int == 6)
            #expect(count.value("data.observationCount.yourCount") as? Int == 6)
            #expect(count.value("data.observationCount.lastObserved") as? String == "2027-01-15T08:00:00Z")
            let observed = await client.get("/api/v2/indicators/observed?dateObserved=2027-01-01")
            #expect(observed.value("data.indicator.summary") as? [String] == ["evil.example"])
        }
    }

    @Test func fileOccurrences() async throws {
        try await TestServer.run { client in
            let files = "/api/v2/indicators/files/\(TestServer.md5)/fileOccurrences"
            let body = #"{"fileName":"a.exe","path":"C:\\","date":"2026-12-01"}"#
            let added = await client.request("POST", files, body)
            #expect(added.status == 201)
            let id = try #require(added.value("data.fileOccurrence.id") as? Int)
            let updated = await client.request("PUT", files + "/\(id)", #"{"fileName":"b.exe"}"#)
            #expect(updated.value("data.fileOccurrence.path") as? String == #"C:\"#)
            #expect(await client.get(files).value("data.fileOccurrence.fileName") as? [String] == ["b.exe"])
            #expect(await client.request("DELETE", files + "/\(id)").status == 200)
            #expect(await client.get(files + "/\(id)").status == 404)
        }
    }

    @Test func theExclusionListRefusesCreation() async throws {
        try await TestServer.run(exclusions: ["192.0.2.1"]) { client in
            let reply = await client.request("POST", "/api/v2/indicators/addresses", #"{"ip":"192.0.2.1"}"#)
            #expect(reply.status == 403)
            let message = "This indicator is contained on a system-wide exclusion list."
            #expect(reply.value("message") as? String == message)
            let added = await client.ask("POST", "/sandbox/exclusions", body: #"{"values":["No.example"]}"#)
            #expect(added.value("values") as? [String] == ["192.0.2.1", "no.example"])
            #expect(
                await client.request("POST", "/api/v2/indicators/hosts", #"{"hostName":"no.example"}"#).status == 403
            )
            _ = await client.ask("DELETE", "/sandbox/exclusions")
            #expect(
                await client.request("POST", "/api/v2/indicators/hosts", #"{"hostName":"no.example"}"#).status == 201
            )
        }
    }

    @Test func aReadOnlyUserMayOnlyRead() async throws {
        try await TestServer.run(permissions: .readOnly) { client in
            #expect(await client.get(Self.host).status == 200)
            let reply = await client.request("POST", Self.host + "/attributes", #"{"type":"Source","value":"x"}"#)
            #expect(reply.status == 401)
            let message = "The requested attribute was not created - access was denied"
            #expect(reply.value("message") as? String == message)
            #expect(await client.request("DELETE", Self.host).status == 401)
            #expect(await client.request("POST", Self.host + "/falsePositive").status == 401)
            _ = await client.ask("POST", "/sandbox/permissions", body: #"{"permissions":"full"}"#)
            #expect(await client.request("DELETE", Self.host).status == 200)
        }
    }
}
