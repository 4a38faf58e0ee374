import Foundation
import Sandbox
import Testing

struct V3ListTests {
    @Test func listsSpanAllOwnersUnlessOneIsNamed() async throws {
        try await TestServer.run { client in
            let owners = await client.v3("GET", "indicators?tql=" + RawClient.encode("summary = 'evil.example'"))
            #expect(owners.value("data.ownerName") as? [String] == ["Example Organization", "Shared Feed"])
            let feed = await client.v3("GET", "indicators?owner=Shared+Feed")
            #expect(feed.value("data.summary") as? [String] == ["evil.example"])
            #expect(await client.v3("GET", "indicators?owner=Nobody").status == 403)
        }
    }

    @Test func linksLeadThroughAllPages() async throws {
        try await TestServer.run { client in
            var path: String? = "/v3/indicators?resultLimit=4&fields=tags&tql=" + RawClient.encode("rating IS NULL")
            var seen: [String] = []
            var pages = 0
            while let next = path {
                let reply = await client.get("/api" + next)
                #expect((reply.value("prev") != nil) == (pages > 0))
                seen += reply.value("data.summary") as? [String] ?? []
                path = reply.value("next") as? String
                pages += 1
            }
            #expect(seen.count == Set(seen).count)
            #expect(seen.count == 10)
            #expect(pages == 3)
        }
    }

    @Test func countIsThereWhenAskedForOnTheFirstPage() async throws {
        try await TestServer.run { client in
            let all = await client.v3("GET", "indicators?resultLimit=1&count=True")
            #expect(all.value("count") as? Int == TestServer.sample.count - 1)
            #expect(await client.v3("GET", "indicators?resultLimit=1").value("count") == nil)
            #expect(await client.v3("GET", "indicators?resultStart=1&count=true").value("count") == nil)
            let none = await client.v3("GET", "indicators?count=true&tql=" + RawClient.encode("rating > 5"))
            #expect(none.text == #"{"data":[],"count":0,"status":"Success"}"#)
        }
    }

    @Test func sortingTakesSeveralKeywords() async throws {
        try await TestServer.run { client in
            let sorted = await client.v3("GET", "indicators?sorting=ownerName%20desc%20rating%20desc%20nullslast")
            let names = sorted.value("data.summary") as? [String] ?? []
            #expect(Array(names.prefix(3)) == ["evil.example", "203.0.113.7", "evil.example"])
            #expect(await client.v3("GET", "indicators?sorting=nonsense").status == 400)
            #expect(await client.v3("GET", "indicators?sorting=desc").status == 400)
        }
    }

    @Test func aBodyOnGetTakesThePlaceOfTheQuery() async throws {
        try await TestServer.run { client in
            let body =
                #"{"data":{"tql":"summary = \"evil.example\" and rating = 4","fields":["tags"],"resultLimit":5}}"#
            let reply = await client.v3("GET", "indicators", body)
            #expect(reply.value("data.summary") as? [String] == ["evil.example"])
            #expect(reply.text.contains("Nation State"))
            #expect(await client.v3("GET", "indicators/1", "{}").status == 200)
        }
    }

    @Test(arguments: [
        ("summary = 'EVIL.EXAMPLE'", 2), ("summary = \"global\\\\foo bar\"", 0), (#"summary = "Global\\foo bar""#, 1),
        ("typeName IN ('address', 'Host')", 4), ("typeName LIKE 'U%'", 2), ("type = 1", 2), ("typeName != 'Host'", 12),
        ("ownerName = 'shared feed'", 1), ("owner = 2", 1), ("rating >= 4", 2), ("rating IS NULL", 10),
        ("rating IS NOT NULL AND NOT rating < 4", 2), ("confidence BETWEEN 1", -1), ("tag = 'phishing'", 1),
        ("tag STARTSWITH 'nation'", 1), ("NOT tag = 'Phishing'", 13), ("tag IS NULL", 13),
        ("hasTag(name LIKE '%state')", 1), ("hasAllTags(name IN ('Phishing', 'Nation State'))", 1),
        ("hasAttribute(typeName = 'Description' AND text CONTAINS 'not')", 1),
        ("hasSecurityLabel(name = 'TLP:RED')", 0),
        ("description CONTAINS 'CONTROL'", 1), ("hostDnsActive = true", 1), ("fileSize > 1000", 1),
        ("falsePositiveCount = 2", 1), ("threatAssessScore > 600", 2), ("indicatorActive = false", 1),
        ("indicatorActive = true OR indicatorActive = false", 15), ("dateAdded > '2025-12-31'", 14),
        ("dateAdded = '2026-01-01 00:00:00'", 14), ("dateAdded >= NOW()", 0), ("lastModified < TODAY()", 14),
        ("dateAdded IN ('2026-01-01T00:00:00Z')", 14), ("addressIsIpv6 = true", 1), ("dtStatus = true", 0),
        ("value1 = '0123456789abcdef0123456789abcdef'", 1), ("value1 = 'evil.example'", 2), ("value3 = 'REG_SZ'", 1),
        (#"value1 = "HKEY_LOCAL_MACHINE\\Software\\X""#, 1), ("hasCase(name = 'x')", 0), ("id IN (1, 2, 3)", 3),
        ("sameNameAs = 1", 2), ("summary CONTAINS ('evil', '203')", 6), ("summary NOT CONTAINS '.'", 7),
        ("summary LIKE '%foo%bar'", 1), ("summary LIKE '20_.0.113.7'", 0), ("summary CONTAINS '%'", 1),
    ])
    func queriesSelect(tql: String, count: Int) async throws {
        let found = try await TestServer.run { await $0.summaries(tql) }
        #expect((found?.count ?? -1) == count, "\(found ?? [])")
    }

    @Test func aJoinedSummaryFindsItsFileAndOneHashDoesNot() async throws {
        try await TestServer.run { client in
            let joined = "\(TestServer.md5) : \(TestServer.sha256)"
            #expect(await client.summaries("summary = '\(joined.lowercased())'") == [joined])
            #expect(await client.summaries("summary IN ('\(TestServer.md5)', 'x')") == [])
            #expect(await client.summaries("value3 IN ('\(TestServer.sha256)', 'x')") == [joined])
        }
    }

    @Test func refusedQueriesNameThePlace() async throws {
        try await TestServer.run { client in
            let unknown = await client.v3("GET", "indicators?tql=" + RawClient.encode("rating = 1 and nonsense = 2"))
            #expect(unknown.status == 400)
            #expect(
                unknown.text
                    == #"{"status":"Error","message":"The TQL query is not valid: the keyword nonsense is not known at character 16"}"#
            )
            for query in [
                "rating =", "rating = 'high'", "dateAdded > 'soon'", "hasTag(nonsense = 1)", "hasNonsense(id = 1)",
            ] {
                #expect(await client.v3("GET", "indicators?tql=" + RawClient.encode(query)).status == 400, "\(query)")
            }
        }
    }

    @Test func largeAndDeepQueriesAreAnsweredOrRefused() async throws {
        try await TestServer.run { client in
            let values = (0..<40_000).map { "'h\($0).example'" }.joined(separator: ",")
            let list = #"{"data":{"tql":"summary IN (\#(values),'evil.example')"}}"#
            #expect(await client.v3("GET", "indicators", list).value("data.id") as? [Int] == [1, 2])
            let chain = (0..<3_000).map { "summary = 'h\($0).example'" }.joined(separator: " OR ")
            let long = #"{"data":{"tql":"\#(chain) OR summary = 'evil.example'"}}"#
            #expect(await client.v3("GET", "indicators", long).value("data.id") as? [Int] == [1, 2])
            var nested = "id = 1"
            for _ in 0..<20 { nested = "hasIndicator(\(nested))" }
            let deep = await client.v3("GET", "indicators?tql=" + RawClient.encode(nested))
            #expect([200, 400].contains(deep.status))
            #expect(await client.v3("GET", "indicators").status == 200)
        }
    }

    @Test func groupsAreFoundByTheirMembers() async throws {
        try await TestServer.run { client in
            let body =
                #"{"name":"Case 7","type":"incident","eventDate":"2026-02-03","associatedIndicators":{"data":[{"id":1}]}}"#
            let made = await client.v3("POST", "groups?fields=associatedIndicators", body)
            #expect(made.status == 201)
            #expect(made.value("data.type") as? String == "Incident")
            #expect(made.value("data.associatedIndicators.data.summary") as? [String] == ["evil.example"])
            let id = made.value("data.id") as? Int ?? 0
            let query = "typeName = 'Incident' and hasIndicator(summary = 'evil.example') and eventDate > '2026-02-01'"
            let found = await client.v3("GET", "groups?tql=" + RawClient.encode(query))
            #expect(found.value("data.id") as? [Int] == [id])
            #expect(await client.summaries("associatedGroup EQ \(id)") == ["evil.example"])
            #expect(await client.summaries("hasGroup(id=\(id) and tag is null)") == ["evil.example"])
            #expect(await client.v3("DELETE", "groups/\(id)").status == 200)
            #expect(await client.v3("GET", "groups/\(id)").status == 404)
            #expect(await client.summaries("associatedGroup = \(id)") == [])
        }
    }

    @Test func optionsDescribe() async throws {
        try await TestServer.run { client in
            let fields = await client.v3("OPTIONS", "indicators/fields")
            #expect((fields.value("data.name") as? [String])?.count == 23)
            let keywords = await client.v3("OPTIONS", "indicators/tql").value("data.keyword") as? [String]
            #expect(Set(["summary", "hasTag", "lastModified"]).isSubset(of: Set(keywords ?? [])))
            #expect(await client.v3("OPTIONS", "indicators").value("rating.type") as? String == "BigDecimal")
        }
    }

    @Test func tokenOpensV3() async throws {
        let reply = try await TestServer.run { client in
            await client.ask(
                "GET",
                "/api/v3/security/owners",
                headers: ["Authorization": "TC-Token \(TestServer.token)"]
            )
        }
        #expect(reply.value("data.name") as? [String] == ["Example Organization", "Shared Feed"])
    }
}
