import Foundation
import Sandbox
import Testing

struct V3IndicatorTests {
    @Test func postAnswersAsDocumented() async throws {
        try await TestServer.run { client in
            let reply = await client.v3(
                "POST",
                "indicators?fields=associatedGroups&fields=attributes&fields=securityLabels&fields=tags",
                """
                {"type":"Host","hostName":"ultrabad.example","dnsActive":true,"whoisActive":true,"active":true,
                 "confidence":85,"rating":5,
                 "associatedGroups":{"data":[{"name":"Bad Guy","type":"Adversary","ownerName":"Shared Feed"}]},
                 "attributes":{"data":[{"type":"Description","value":"This host is very dangerous","default":true}]},
                 "securityLabels":{"data":[{"name":"TLP:AMBER"}]},
                 "tags":{"data":[{"name":"Targeted Attack"},{"techniqueId":"T1566"}]}}
                """
            )
            #expect(reply.status == 201)
            #expect(reply.value("message") as? String == "Created")
            #expect(reply.value("status") as? String == "Success")
            #expect(reply.text.contains("\"rating\":5.00"))
            #expect(reply.value("data.dnsActive") as? Bool == true)
            #expect(reply.value("data.description") as? String == "This host is very dangerous")
            #expect(reply.value("data.associatedGroups.data.ownerName") as? [String] == ["Shared Feed"])
            #expect(reply.value("data.associatedGroups.data.upVoteCount") as? [String] == ["0"])
            #expect(reply.value("data.attributes.data.default") as? [Bool] == [true])
            #expect(reply.value("data.securityLabels.data.owner") as? [String] == ["System"])
            #expect(reply.value("data.tags.data.name") as? [String] == ["Targeted Attack", "Phishing"])
            #expect(reply.value("data.tags.data.techniqueId") as? [String] == ["T1566"])
            #expect(reply.value("data.dateAdded") as? String == "2027-01-15T08:00:00Z")
        }
    }

    /// Also when it was asked for just before.
    @Test func aTagIsAsRecentAsWhatHasIt() async throws {
        try await TestServer.run { client in
            func lastUsed() async -> [String] {
                await client.v3("GET", "indicators/1?fields=tags").value("data.tags.data.lastUsed") as? [String] ?? []
            }
            #expect(await Set(lastUsed()) == [SandboxStore.defaultDate])
            #expect(await Set(lastUsed()) == [SandboxStore.defaultDate])
            #expect(await client.v3("PUT", "indicators/1", #"{"rating":1}"#).status == 200)
            #expect(await Set(lastUsed()) == ["2027-01-15T08:00:00Z"])
        }
    }

    @Test func fieldsGateOptionalMembers() async throws {
        let optional = [
            "associatedGroups": "associatedGroups", "attributes": "attributes", "tags": "tags",
            "securityLabels": "securityLabels", "associatedIndicators": "associatedIndicators",
            "observations": "observations", "falsePositives": "falsePositives", "threatAssess": "threatAssessScore",
            "associatedArtifacts": "associatedArtifacts", "associatedCases": "associatedCases", "whoIs": "whois",
            "customAssociations": "customAssociations", "dnsResolution": "dnsResolution", "enrichment": "enrichment",
            "investigationLinks": "investigationLinks", "trackedUsers": "trackedUsers",
        ]
        try await TestServer.run { client in
            let plain = await client.v3("GET", "indicators/1").value("data") as? [String: Any]
            for (field, member) in optional {
                #expect(plain?[member] == nil, "\(field)")
                let reply = await client.v3("GET", "indicators/1?fields=\(field)")
                #expect(reply.value("data.\(member)") != nil, "\(field)")
            }
        }
    }

    @Test func genericValuesReplaceLabelledOnesOfCustomTypes() async throws {
        try await TestServer.run { client in
            let key = "indicators?tql=" + RawClient.encode("typeName = \"Registry Key\"")
            let labelled = await client.v3("GET", key)
            #expect(labelled.value("data.Value Type") as? [String] == ["REG_SZ"])
            #expect((labelled.value("data.value1") as? [String])?.isEmpty == true)
            let generic = await client.v3("GET", key + "&fields=genericCustomIndicatorValues")
            #expect(generic.value("data.value3") as? [String] == ["REG_SZ"])
            #expect((generic.value("data.Value Type") as? [String])?.isEmpty == true)
        }
    }

    @Test func dottedFieldsReachIntoAssociations() async throws {
        try await TestServer.run { client in
            let group = #"{"name":"G","type":"Incident","tags":{"data":[{"name":"inner"}]}}"#
            let body = #"{"associatedGroups":{"data":[\#(group)]}}"#
            _ = await client.v3("PUT", "indicators/1", body)
            let plain = await client.v3("GET", "indicators/1?fields=associatedGroups")
            #expect((plain.value("data.associatedGroups.data.tags") as? [Any])?.isEmpty == true)
            let nested = await client.v3("GET", "indicators/1?fields=associatedGroups.tags")
            #expect(nested.text.contains(#""name":"inner""#))
        }
    }

    @Test func summariesArePercentEncodedOnceAndLookedUpInTheOwnOrganisation() async throws {
        try await TestServer.run { client in
            let url = "indicators/http%3A%2F%2Fevil.example%2Fa%20b%2F%3Fq%3D1%26r%3D%252F"
            #expect(await client.v3("GET", url).value("data.type") as? String == "URL")
            #expect(await client.v3("GET", "indicators/evil.example").value("data.ownerId") as? Int == 1)
            let feed = await client.v3("GET", "indicators/evil.example?owner=Shared%20Feed")
            #expect(feed.value("data.ownerName") as? String == "Shared Feed")
            let file = await client.v3("GET", "indicators/\(TestServer.md5)%20%3A%20\(TestServer.sha256)")
            #expect(file.value("data.md5") as? String == TestServer.md5)
            let unknown = await client.v3("GET", "indicators/unknown.example")
            #expect(unknown.status == 404)
            #expect(unknown.value("status") as? String == "Error")
            #expect(await client.v3("GET", "indicators/evil.example?owner=Nobody").status == 403)
        }
    }

    @Test func postAgainUpdatesAndOwnersKeepTheirCopies() async throws {
        try await TestServer.run { client in
            let again = await client.v3("POST", "indicators", #"{"type":"Host","hostName":"EVIL.example","rating":2}"#)
            #expect(again.status == 200)
            #expect(again.value("message") as? String == "Updated")
            #expect(again.value("data.id") as? Int == 1)
            #expect(again.value("data.confidence") as? Int == 85)
            let feed = await client.v3(
                "POST",
                "indicators",
                #"{"type":"Host","hostName":"evil.example","rating":3,"ownerName":"Shared Feed"}"#
            )
            #expect(feed.value("data.id") as? Int == 2)
            let unknown = #"{"type":"Host","hostName":"evil.example","ownerName":"Nobody"}"#
            #expect(await client.v3("POST", "indicators", unknown).status == 403)
        }
    }

    @Test func modeSaysWhatHappensToACollection() async throws {
        try await TestServer.run { client in
            func names(_ body: String) async -> [String]? {
                await client.v3("PUT", "indicators/1?fields=tags", body).value("data.tags.data.name") as? [String]
            }
            #expect(await names(#"{"tags":{"data":[{"name":"New"}]}}"#) == ["Phishing", "Nation State", "New"])
            #expect(
                await names(#"{"tags":{"data":[{"name":"phishing"}],"mode":"delete"}}"#) == ["Nation State", "New"]
            )
            #expect(await names(#"{"tags":{"data":[{"name":"Only"}],"mode":"replace"}}"#) == ["Only"])
            #expect(await names(#"{"tags":{"data":[],"mode":"replace"}}"#) == [])
            #expect(await client.v3("PUT", "indicators/1", #"{"tags":{"mode":"forget"}}"#).status == 400)
        }
    }

    @Test func refusedRequestsChangeNothing() async throws {
        try await TestServer.run { client in
            for body in [
                #"{"rating":6}"#, #"{"confidence":101}"#, #"{"rating":"high"}"#,
                #"{"rating":1,"securityLabels":{"data":[{"name":"TLP:PINK"}]}}"#,
                #"{"rating":1,"attributes":{"data":[{"type":"Nonsense","value":"x"}]}}"#,
                #"{"rating":1,"attributes":{"data":[{"type":"Description"}]}}"#,
                #"{"rating":1,"attributes":{"data":[{"type":"Phase of Intrusion","value":"Lunch"}]}}"#,
                #"{"rating":1,"firstSeen":"tomorrow"}"#, "[1]", "{",
                #"{"rating":1,"tags":{"data":[{"name":"\#(String(repeating: "x", count: 129))"}]}}"#,
            ] {
                let reply = await client.v3("PUT", "indicators/1", body)
                #expect(reply.status == 400, "\(body)")
                #expect(reply.value("status") as? String == "Error")
            }
            #expect(await client.v3("GET", "indicators/1").value("data.rating") as? Int == 4)
        }
    }

    @Test func defaultAttributesAreMirrored() async throws {
        try await TestServer.run { client in
            let first = await client.v3(
                "POST",
                "indicatorAttributes",
                #"{"indicatorId":1,"type":"Source","value":"one","default":true}"#
            )
            #expect(first.status == 201)
            _ = await client.v3(
                "POST",
                "indicatorAttributes",
                #"{"indicatorId":1,"type":"Source","value":"two","default":true}"#
            )
            let host = await client.v3("GET", "indicators/1?fields=attributes")
            #expect(host.value("data.source") as? String == "two")
            let id = first.value("data.id") as? Int ?? 0
            let read = await client.v3("GET", "indicatorAttributes/\(id)")
            #expect(read.value("data.default") as? Bool == false)
            #expect(await client.v3("DELETE", "indicatorAttributes/\(id)").value("message") as? String == "Deleted")
            #expect(await client.v3("GET", "indicatorAttributes/\(id)").status == 404)
            #expect(await client.v3("POST", "indicatorAttributes", #"{"type":"Source","value":"x"}"#).status == 400)
            let lost = #"{"indicatorId":99999,"type":"Source","value":"x"}"#
            #expect(await client.v3("POST", "indicatorAttributes", lost).status == 404)
        }
    }

    @Test func falsePositivesCountOncePerDay() async throws {
        try await TestServer.run { client in
            for _ in 0..<2 {
                let reply = await client.v3("PUT", "indicators/1?fields=falsePositives", #"{"falsePositiveFlag":true}"#)
                #expect(reply.value("data.falsePositives") as? Int == 3)
                #expect(reply.value("data.lastFalsePositive") as? String == "2027-01-15T00:00:00Z")
                #expect(reply.value("data.falsePositiveReportedByUser") as? Bool == true)
            }
            let other = await client.v3("GET", "indicators/2?fields=falsePositives")
            #expect(other.value("data.falsePositiveReportedByUser") as? Bool == false)
        }
    }

    @Test func hashesOfOneFileAreMergedAndRemoved() async throws {
        try await TestServer.run { client in
            let sha1 = String(repeating: "CD", count: 20)
            let other = await client.v3(
                "POST",
                "indicators",
                #"{"type":"File","sha1":"\#(sha1.lowercased())","rating":1}"#
            )
            #expect(other.status == 201)
            let path = "indicators/\(TestServer.md5)"
            #expect(await client.v3("PUT", path, #"{"sha1":"\#(sha1)"}"#).status == 400)
            let merged = await client.v3("PUT", path, #"{"sha1":"\#(sha1)","mode":"merge"}"#)
            #expect(merged.value("data.summary") as? String == "\(TestServer.md5) : \(sha1) : \(TestServer.sha256)")
            #expect(await client.summaries("value2 = \"\(sha1)\"")?.count == 1)
            #expect(await client.v3("PUT", path, #"{"sha1":"\#(sha1)","mode":"delete"}"#).status == 200)
            #expect(await client.v3("GET", "indicators/\(sha1)").status == 404)
        }
    }

    @Test func deletedIndicatorsAreListed() async throws {
        try await TestServer.run { client in
            let deleted = await client.v3("DELETE", "indicators/evil.example?owner=Shared%20Feed")
            #expect(deleted.text == #"{"message":"Deleted","status":"Success"}"#)
            #expect(await client.v3("GET", "indicators/2").status == 404)
            #expect(await client.v3("GET", "indicators/1").status == 200)
            let list = await client.v3("GET", "indicators/deleted?owner=Shared%20Feed&deletedSince=2027-01-01")
            #expect(list.value("data.summary") as? [String] == ["evil.example"])
            let none = await client.v3("GET", "indicators/deleted?deletedSince=2027-02-01")
            #expect((none.value("data") as? [Any])?.isEmpty == true)
        }
    }
}
