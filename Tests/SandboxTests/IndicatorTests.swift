import Foundation
import Sandbox
import Testing

struct IndicatorTests {
    @Test func singleShapeNestsOwnerAndHasNoSummary() async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators/hosts/evil.example") }
        #expect(reply.headers["content-type"] == "application/json")
        #expect(
            reply.text == """
                {"status":"Success","data":{"host":{"id":1,"owner":{"id":1,"name":"Example Organization",\
                "type":"Organization"},"dateAdded":"2026-01-01T00:00:00Z","lastModified":"2026-01-01T00:00:00Z",\
                "rating":4.00,"confidence":85,"threatAssessRating":4.00,"threatAssessConfidence":85.00,\
                "threatAssessScore":680,\
                "webLink":"https://sandbox.example/auth/indicators/details/host.xhtml?host=evil.example\
                &owner=Example+Organization",\
                "description":"Command and control","hostName":"evil.example","dnsActive":"true",\
                "whoisActive":"false"}}}
                """
        )
    }

    /// Value members and entities of section 2 of the API document, paths of section 6.
    @Test(arguments: [
        ("addresses/203.0.113.7", "address.ip", "203.0.113.7"),
        ("addresses/2001%3Adb8%3A0%3A0%3A0%3A0%3A0%3A1", "address.ip", "2001:db8:0:0:0:0:0:1"),
        ("addresses/2001:db8:0:0:0:0:0:1", "address.ip", "2001:db8:0:0:0:0:0:1"),
        ("hosts/EVIL.example", "host.hostName", "evil.example"),
        (
            "urls/http%3A%2F%2Fevil.example%2Fa%20b%2F%3Fq%3D1%26r%3D%252F", "url.text",
            "http://evil.example/a b/?q=1&r=%2F"
        ),
        ("emailAddresses/bad%2Bx%40evil.example", "emailAddress.address", "bad+x@evil.example"),
        ("emailAddresses/bad+x@evil.example", "emailAddress.address", "bad+x@evil.example"),
        ("files/\(TestServer.md5.lowercased())", "file.sha256", TestServer.sha256),
        ("files/\(TestServer.sha256)", "file.md5", TestServer.md5),
        ("asns/ASN64496", "asn.AS Number", "ASN64496"),
        ("cidrBlocks/198.51.100.0%2F24", "cidrBlock.Block", "198.51.100.0/24"),
        ("mutexes/Global%5Cfoo%20bar", "mutex.Mutex", #"Global\foo bar"#),
        (
            "registryKeys/HKEY_LOCAL_MACHINE%5CSoftware%5CX%20%3A%20%20%3A%20REG_SZ", "registryKey.Key Name",
            #"HKEY_LOCAL_MACHINE\Software\X"#
        ),
        ("userAgents/Mozilla%2F5.0%20%28X%3B%20Y%29", "userAgent.User Agent String", "Mozilla/5.0 (X; Y)"),
        ("emailSubjects/%C3%9Cberweisung%20%22heute%22", "emailSubject.Subject", "Überweisung \"heute\""),
        ("hashtags/%23evil", "hashtag.Hashtag", "#evil"),
    ])
    func everyTypeIsFoundByItsEncodedValue(path: String, member: String, value: String) async throws {
        let reply = try await TestServer.run { await $0.get("/api/v2/indicators/\(path)") }
        #expect(reply.status == 200)
        #expect(reply.value("data.\(member)") as? String == value)
        #expect(reply.value("data.\(member.prefix { $0 != "." }).summary") == nil)
    }

    @Test func unsetMembersAreAbsent() async throws {
        let reply = try await TestServer.run { client in
            await client.get("/api/v2/indicators/registryKeys/HKEY_LOCAL_MACHINE%5CSoftware%5CX%20:%20%20:%20REG_SZ")
        }
        let members = Set((reply.value("data.registryKey") as? [String: Any] ?? [:]).keys)
        let expected = ["id", "owner", "type", "dateAdded", "lastModified", "webLink", "Key Name", "Value Type"]
        #expect(members == Set(expected))
    }

    @Test func includesEmbedCollectionsAndAdditionalMembers() async throws {
        try await TestServer.run { client in
            let path = "/api/v2/indicators/hosts/evil.example"
            let embedded = await client.get(path + "?includes=tags&includes=attributes&includeAdditional=true")
            #expect(embedded.value("data.host.tag.name") as? [String] == ["Phishing", "Nation State"])
            let texts = embedded.value("data.host.attribute.value") as? [String]
            #expect(texts == ["not shown", "Command and control"])
            #expect(embedded.value("data.host.falsePositiveCount") as? Int == 2)
            #expect(embedded.value("data.host.active") as? Bool == true)
            let same = await client.get(path + "?includeTags=true&includeAttributes=true&includes=additional")
            #expect(same.text == embedded.text)
        }
    }

    @Test func ownersHaveTheirOwnCopies() async throws {
        try await TestServer.run { client in
            let path = "/api/v2/indicators/hosts/evil.example"
            for owner in ["Shared+Feed", "Shared%20Feed"] {
                let copy = await client.get(path + "?owner=\(owner)")
                #expect(copy.value("data.host.rating") as? Double == 1)
                #expect(copy.value("data.host.owner.type") as? String == "Source")
            }
            let unknown = await client.get(path + "?owner=Nobody")
            #expect(unknown.status == 403)
            #expect(unknown.text == #"{"status":"Failure","message":"The requested owner was not found"}"#)
            let owners = await client.get(path + "/owners?includes=additional")
            #expect(owners.value("data.owner.name") as? [String] == ["Example Organization", "Shared Feed"])
            #expect(owners.value("data.owner.itemId") as? [String] == ["1", "2"])
        }
    }

    @Test func absentIsA404WithAFailureBody() async throws {
        try await TestServer.run { client in
            for path in [
                "hosts/unknown.example", "hosts/203.0.113.7", "addresses/2001:db8::1", "hosts/unknown.example/owners",
            ] {
                let reply = await client.get("/api/v2/indicators/" + path)
                #expect(reply.status == 404, "\(path)")
                #expect(reply.text == #"{"status":"Failure","message":"The requested resource was not found"}"#)
            }
        }
    }

    @Test func inactiveIsHiddenUnlessAskedFor() async throws {
        try await TestServer.run { client in
            let path = "/api/v2/indicators/hosts/retired.example"
            #expect(await client.get(path).status == 404)
            let both = "?filters=active%3Dtrue,active%3Dfalse&orParams=true"
            #expect(await client.get(path + both).status == 200)
            #expect(await client.get("/api/v2/indicators/hosts").value("data.resultCount") as? Int == 1)
            #expect(await client.get("/api/v2/indicators/hosts" + both).value("data.resultCount") as? Int == 2)
        }
    }

    @Test func unknownPathsAreNotJSON() async throws {
        try await TestServer.run { client in
            for path in [
                "/api/v2/nothing", "/api/v2/indicators/nonsense/x", "/", "/api/v2/indicators/urls/http://evil.example/",
            ] {
                let reply = await client.get(path)
                #expect(reply.status == 404, "\(path)")
                #expect(reply.headers["content-type"] == "text/plain")
                #expect(reply.text == "Could not find resource for relative : \(path)")
            }
        }
    }

    @Test func otherMethodsAreRefused() async throws {
        try await TestServer.run { client in
            #expect(await client.get("/api/v2/indicators/hosts/evil.example", method: "PATCH").status == 405)
            let head = await client.get("/api/v2/owners", method: "HEAD")
            #expect(head.status == 405)
            #expect(head.body.isEmpty)
        }
    }

    @Test func brokenEscapesAreRefused() async throws {
        try await TestServer.run { client in
            for path in [
                "/api/v2/indicators/hosts/%zz", "/api/v2/indicators/hosts/%ff%fe", "/api/v2/indicators/hosts/%4",
                "/api/v2/owners?a=%",
            ] {
                let reply = await client.get(path)
                #expect(reply.status == 400, "\(path)")
                #expect(reply.text == #"{"status":"Failure","message":"The request was not properly formed"}"#)
            }
        }
    }
}
