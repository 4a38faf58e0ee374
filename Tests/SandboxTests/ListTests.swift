import Foundation
import Sandbox
import Testing

struct ListTests {
    @Test func mixedListHasTypeAndSummaryOnly() async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators?resultLimit=1&owner=Shared+Feed") }
        #expect(
            reply.text == """
                {"status":"Success","data":{"resultCount":1,"indicator":[{"id":2,"ownerName":"Shared Feed",\
                "type":"Host","dateAdded":"2026-01-01T00:00:00Z","lastModified":"2026-01-01T00:00:00Z",\
                "rating":1.00,"confidence":10,"threatAssessRating":1.00,"threatAssessConfidence":10.00,\
                "threatAssessScore":20,\
                "webLink":"https://sandbox.example/auth/indicators/details/host.xhtml?host=evil.example\
                &owner=Shared+Feed","summary":"evil.example"}]}}
                """
        )
    }

    @Test func typedListIsNamedAfterItsEntityAndHasValueMembers() async throws {
        try await TestServer.run { client in
            let files = await client.get("/api/v2/indicators/files")
            let file = (files.value("data.file") as? [[String: Any]])?.first ?? [:]
            #expect(file["md5"] as? String == TestServer.md5)
            #expect(file["size"] as? Int == 1663)
            #expect(file["ownerName"] as? String == TestServer.organisation)
            #expect(file["type"] == nil && file["summary"] == nil && file["sha1"] == nil)
            let keys = await client.get("/api/v2/indicators/registryKeys")
            #expect(keys.value("data.registryKey.type") as? [String] == ["Registry Key"])
        }
    }

    @Test func summariesJoinTheirParts() async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators?resultLimit=500") }
        let summaries = reply.value("data.indicator.summary") as? [String] ?? []
        #expect(summaries.contains("\(TestServer.md5) : \(TestServer.sha256)"))
        #expect(summaries.contains(#"HKEY_LOCAL_MACHINE\Software\X :  : REG_SZ"#))
    }

    @Test(arguments: [1, 7, 100, 250, 10_000])
    func pagesHoldEveryIndicatorOnce(limit: Int) async throws {
        let hosts = (0..<250).map { NewIndicator(kind: .host, values: ["host\($0).example"]) }
        let ids = try await TestServer.run(indicators: hosts) { client in
            var ids: [Int] = []
            while true {
                let page = await client.get("/api/v2/indicators/hosts?resultStart=\(ids.count)&resultLimit=\(limit)")
                let count = page.value("data.resultCount") as? Int
                #expect(count == (ids.isEmpty ? 250 : nil), "resultCount is on the first page only")
                let found = page.value("data.host.id") as? [Int] ?? []
                ids += found
                if found.count < limit || ids.count == 250 { return ids }
            }
        }
        #expect(ids == Array((1...250).reversed()))
    }

    @Test func limitIs100ByDefaultAndTenThousandAtMost() async throws {
        let hosts = (0..<10_050).map { NewIndicator(kind: .host, values: ["host\($0).example"]) }
        try await TestServer.run(indicators: hosts) { client in
            #expect(await count(client, "") == 100)
            #expect(await count(client, "?resultLimit=20000") == 10_000)
            #expect(await count(client, "?resultStart=10000&resultLimit=20000") == 50)
            #expect(await count(client, "?resultStart=99999") == 0)
        }
    }

    @Test(arguments: ["resultStart=x", "resultLimit=-1", "resultLimit=1.5", "resultLimit="])
    func unreadableNumbersAreRefused(query: String) async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators?\(query)") }
        #expect(reply.status == 400)
        #expect((reply.value("message") as? String)?.hasSuffix("the maximum value for resultLimit is 10000") == true)
    }

    @Test(arguments: [
        ("filters=summary%3Devil.example", ["evil.example"]),
        ("filters=summary%5Eevil", ["evil.example"]),
        ("filters=summary%5EEVIL", []),
        ("filters=summary%5E%2A", []),
        ("filters=rating%3E4", ["203.0.113.7"]),
        ("filters=rating%3E2%2Crating%3C5", ["http://evil.example/a b/?q=1&r=%2F", "evil.example"]),
        ("filters=rating%3E2,rating%3C5", ["http://evil.example/a b/?q=1&r=%2F", "evil.example"]),
        ("filters=rating%3E4,confidence%3D85&orParams=true", ["203.0.113.7", "evil.example"]),
        ("filters=confidence%3D85,summary%3Devil.example", ["evil.example"]),
        ("filters=falsePositive%3E1", ["evil.example"]),
        ("filters=threatAssessScore%3E900", ["203.0.113.7"]),
        ("filters=dnsActive%3Dtrue", ["evil.example"]),
        ("filters=dateAdded%3E2026-01-02", []),
        ("filters=active%3Dfalse", ["retired.example"]),
        ("modifiedSince=2026-01-01T00%3A00%3A01Z", []),
    ])
    func filtersSelect(query: String, summaries: [String]) async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators?\(query)") }
        #expect(reply.status == 200)
        #expect(reply.value("data.indicator.summary") as? [String] == summaries)
        #expect(reply.value("data.resultCount") as? Int == summaries.count)
    }

    @Test(arguments: ["filters=nonsense%3D1", "filters=rating%3Dhigh", "filters=summary%3Ea", "modifiedSince=soon"])
    func unknownFiltersAreRefused(query: String) async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators?\(query)") }
        #expect(reply.status == 400)
    }

    @Test func filterValuesMayHoldCommas() async throws {
        let subject = NewIndicator(kind: .emailSubject, values: ["pay, now, rating>3"])
        let reply = try await TestServer.run(indicators: [subject]) { client in
            await client.get("/api/v2/indicators?filters=summary%3Dpay%2C%20now%2C%20rating%3E3")
        }
        #expect(reply.value("data.resultCount") as? Int == 1)
    }

    @Test func ownersWhoAmIAndTypesAnswer() async throws {
        try await TestServer.run { client in
            let owners = await client.get("/api/v2/owners")
            #expect(owners.value("data.owner.name") as? [String] == ["Example Organization", "Shared Feed"])
            #expect(owners.value("data.resultCount") as? Int == 2)
            #expect(await client.get("/api/v2/owners/mine").value("data.owner.id") as? Int == 1)
            #expect(await client.get("/api/v2/owners/2").value("data.owner.type") as? String == "Source")
            #expect(await client.get("/api/v2/owners/9").status == 404)
            #expect(await client.get("/api/v2/whoami").value("data.user.role") as? String == "Api User")
            let types = await client.get("/api/v2/types/indicatorTypes")
            #expect((types.value("data.indicatorType.apiBranch") as? [String])?.count == 12)
            let key = await client.get("/api/v2/types/indicatorTypes/Registry%20Key?includeAdditional=true")
            #expect(key.value("data.indicatorType.custom") as? String == "true")
            #expect(key.value("data.indicatorType.keys.key2") as? String == "Value Name")
        }
    }

    private func count(_ client: RawClient, _ query: String) async -> Int? {
        (await client.get("/api/v2/indicators/hosts\(query)").value("data.host") as? [Any])?.count
    }
}
