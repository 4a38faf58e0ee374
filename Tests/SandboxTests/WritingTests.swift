import Foundation
import Sandbox
import Testing

/// API document, sections 4.2, 4.9, 4.10 and 9.
struct WritingTests {
    static let host = "/api/v2/indicators/hosts/evil.example"

    @Test(arguments: [
        ("addresses", #"{"ip":"192.0.2.9"}"#, "address.ip", "192.0.2.9"),
        ("emailAddresses", #"{"address":"a@b.example"}"#, "emailAddress.address", "a@b.example"),
        (
            "files", #"{"md5":"ffffffffffffffffffffffffffffffff","size":12}"#, "file.md5",
            String(repeating: "F", count: 32)
        ),
        ("hosts", #"{"hostName":"new.example","dnsActive":"true"}"#, "host.dnsActive", "true"),
        ("urls", #"{"text":"http://new.example/A"}"#, "url.text", "http://new.example/A"),
        ("asns", #"{"AS Number":"ASN64500"}"#, "asn.AS Number", "ASN64500"),
        ("cidrBlocks", #"{"Block":"192.0.2.0/25"}"#, "cidrBlock.Block", "192.0.2.0/25"),
        ("mutexes", #"{"Mutex":"new mutex"}"#, "mutex.Mutex", "new mutex"),
        (
            "registryKeys", #"{"Key Name":"HKEY_USERS\\S","Value Name":"v","Value Type":"REG_SZ"}"#,
            "registryKey.Value Name", "v"
        ),
        ("userAgents", #"{"User Agent String":"Bot/1"}"#, "userAgent.User Agent String", "Bot/1"),
        ("emailSubjects", #"{"Subject":"Hello"}"#, "emailSubject.Subject", "Hello"),
        ("hashtags", ##"{"Hashtag":"#new"}"##, "hashtag.Hashtag", "#new"),
    ])
    func everyTypeIsCreated(branch: String, body: String, member: String, value: String) async throws {
        let reply = try await TestServer.run { await $0.request("POST", "/api/v2/indicators/\(branch)", body) }
        #expect(reply.status == 201)
        #expect(reply.value("status") as? String == "Success")
        #expect(reply.value("data.\(member)") as? String == value)
        let entity = member.prefix { $0 != "." }
        #expect(reply.value("data.\(entity).dateAdded") as? String == "2027-01-15T08:00:00Z")
    }

    @Test(arguments: [
        ("addresses", #"{"ip":"2001:db8::1"}"#, "Please enter a valid Address"),
        ("hosts", #"{"hostName":"bücher.example"}"#, "Please enter a valid Host"),
        ("urls", #"{"text":"evil.example/x"}"#, "Please enter a valid Url"),
        ("urls", #"{"text":"http://EVIL.example/x"}"#, "Please enter a valid Url"),
        ("asns", #"{"AS Number":"AS64500"}"#, "Please enter a valid ASN"),
        ("cidrBlocks", #"{"Block":"2001:db8::/32"}"#, "Please enter a valid CIDR"),
        ("files", #"{"md5":"abc"}"#, "Please enter a valid File"),
        ("files", "{}", "Please enter a valid File"),
        (
            "registryKeys", #"{"Key Name":"HKLM\\S","Value Name":"v","Value Type":"REG_SZ"}"#,
            "Please enter a valid Registry Key"
        ),
        (
            "hosts", #"{"hostName":"a.example","rating":5.5}"#,
            "The rating for this Host is invalid, please enter a rating between 0 and 5"
        ),
        (
            "hosts", #"{"hostName":"a.example","confidence":101}"#,
            "The confidence for this Host is invalid, please enter a confidence between 0 and 100"
        ),
        ("hosts", "[1", "The request was not properly formed"),
    ])
    func invalidValuesAreRefused(branch: String, body: String, message: String) async throws {
        let reply = try await TestServer.run { await $0.request("POST", "/api/v2/indicators/\(branch)", body) }
        #expect(reply.status == 400)
        #expect(reply.value("status") as? String == "Failure")
        #expect(reply.value("message") as? String == message)
    }

    @Test func anExistingValueIsUpdated() async throws {
        try await TestServer.run { client in
            let reply = await client.request(
                "POST",
                "/api/v2/indicators/hosts",
                #"{"hostName":"EVIL.example","rating":"1"}"#
            )
            #expect(reply.status == 201)
            #expect(reply.value("data.host.id") as? Int == 1)
            #expect(reply.value("data.host.rating") as? Double == 1)
            #expect(reply.value("data.host.confidence") as? Int == 85)
            #expect(reply.value("data.host.dateAdded") as? String == "2026-01-01T00:00:00Z")
            #expect(reply.value("data.host.lastModified") as? String == "2027-01-15T08:00:00Z")
        }
    }

    @Test func anotherHashOfAFileIsAConflict() async throws {
        let sha256 = String(repeating: "CD", count: 32)
        let body = #"{"md5":"\#(TestServer.md5)","sha256":"\#(sha256)"}"#
        let reply = try await TestServer.run { await $0.request("POST", "/api/v2/indicators/files", body) }
        #expect(reply.status == 400)
        let message = "The SHA256 for this File is invalid, a File with this SHA256 already exists"
        #expect(reply.value("message") as? String == message)
    }

    @Test func updatingAndDeletingAnIndicator() async throws {
        try await TestServer.run { client in
            let updated = await client.request("PUT", Self.host, #"{"rating":0,"confidence":0,"active":"false"}"#)
            #expect(updated.status == 200)
            #expect(updated.value("data.host.rating") as? Double == 0)
            #expect(updated.value("data.host.confidence") as? Int == 0)
            #expect(await client.get(Self.host).status == 404)
            let deleted = await client.request("DELETE", Self.host)
            #expect(deleted.text == #"{"status":"Success"}"#)
            #expect(await client.request("DELETE", Self.host).status == 404)
            let list = await client.get("/api/v2/indicators/deleted")
            #expect(list.value("data.indicator.summary") as? [String] == ["evil.example"])
            let owner = "?owner=Shared%20Feed"
            #expect(await client.get(Self.host + owner).status == 200)
        }
    }

    @Test func attributesAreAddedUpdatedAndDeleted() async throws {
        try await TestServer.run { client in
            let body = #"{"type":"Description","value":"new","displayed":true,"source":"me"}"#
            let added = await client.request("POST", Self.host + "/attributes", body)
            #expect(added.status == 201)
            #expect(added.value("data.attribute.source") as? String == "me")
            let id = try #require(added.value("data.attribute.id") as? Int)
            #expect(await client.get(Self.host).value("data.host.description") as? String == "new")
            let updated = await client.request("PUT", Self.host + "/attributes/\(id)", #"{"value":"newer"}"#)
            #expect(updated.status == 200)
            #expect(updated.value("data.attribute.value") as? String == "newer")
            #expect(await client.get(Self.host).value("data.host.description") as? String == "newer")
            let list = await client.get(Self.host + "/attributes")
            #expect(list.value("data.resultCount") as? Int == 3)
            #expect(list.value("data.attribute.displayed") as? [Bool] == [false, false, true])
            let second = await client.get(Self.host + "/attributes?resultStart=2&resultLimit=1")
            #expect(second.value("data.attribute.value") as? [String] == ["newer"])
            #expect(second.value("data.resultCount") == nil)
            #expect(await client.request("DELETE", Self.host + "/attributes/\(id)").status == 200)
            #expect(await client.get(Self.host + "/attributes/\(id)").status == 404)
            #expect(await client.request("PUT", Self.host + "/attributes/99", #"{"value":"x"}"#).status == 404)
        }
    }

    @Test(arguments: [
        (#"{"type":"Nonsense","value":"x"}"#, 404, "The requested attribute type was not found"),
        (#"{"type":"Description"}"#, 400, "This attribute requires a value"),
        (
            #"{"type":"Phase of Intrusion","value":"x"}"#, 400,
            "Please enter a valid Phase of Intrusion (1-500 characters)."
        ),
        (
            #"{"type":"External ID","value":"\#(String(repeating: "x", count: 101))"}"#, 400,
            "Please enter a valid External ID (1-100 characters)."
        ),
    ])
    func badAttributesAreRefused(body: String, status: Int, message: String) async throws {
        let reply = try await TestServer.run { await $0.request("POST", Self.host + "/attributes", body) }
        #expect(reply.status == status)
        #expect(reply.value("message") as? String == message)
    }

    @Test func tagsAndLabels() async throws {
        try await TestServer.run { client in
            let added = await client.request("POST", Self.host + "/tags/A%20B%2Fc")
            #expect(added.status == 201)
            #expect(added.text == #"{"status":"Success"}"#)
            let tags = await client.get(Self.host + "/tags")
            #expect(tags.value("data.tag.name") as? [String] == ["Phishing", "Nation State", "A B/c"])
            #expect(await client.request("DELETE", Self.host + "/tags/Phishing").status == 200)
            #expect(await client.request("DELETE", Self.host + "/tags/Phishing").status == 404)
            let long = String(repeating: "x", count: 129)
            #expect(await client.request("POST", Self.host + "/tags/\(long)").status == 400)
            #expect(await client.request("POST", Self.host + "/securityLabels/TLP%3AAMBER").status == 201)
            #expect(await client.request("POST", Self.host + "/securityLabels/NONE").status == 404)
            let labels = await client.get(Self.host + "?includes=labels")
            #expect(labels.value("data.host.securityLabel.name") as? [String] == ["TLP:AMBER"])
            let tagged = await client.get("/api/v2/tags/Nation%20State/indicators")
            #expect(tagged.value("data.indicator.summary") as? [String] == ["evil.example"])
            #expect(await client.request("DELETE", Self.host + "/securityLabels/TLP:AMBER").status == 200)
            let attribute = Self.host + "/attributes/1/securityLabels"
            #expect(await client.request("POST", attribute + "/TLP:RED").status == 201)
            #expect(await client.get(attribute).value("data.securityLabel.name") as? [String] == ["TLP:RED"])
            #expect(await client.request("DELETE", attribute + "/TLP:RED").status == 200)
        }
    }

    @Test func clientsMayWriteAsTheVendorsSDKDoes() async throws {
        try await TestServer.run { client in
            let url = "/api/v2/indicators/urls/http%3A%2F%2Fevil.example%2Fa+b%2F%3Fq%3D1%26r%3D%252F"
            #expect(await client.get(url).status == 200)
            #expect(await client.request("PUT", url, #"{"active":0}"#).status == 200)
            #expect(await client.get(url).status == 404)
            #expect(await client.request("DELETE", url).status == 200)
            let deleted = await client.get("/api/v2/indicators/urls/deleted")
            #expect((deleted.value("data.indicator.type") as? [String]) == ["URL"])
            #expect(await client.get("/api/v2/tags/Phishing/indicators/").value("data.resultCount") as? Int == 1)
        }
    }

    @Test func bodiesThatAreNoObjectsAreRefused() async throws {
        let deep = String(repeating: "[", count: 100_000)
        try await TestServer.run { client in
            for body in ["", "null", "[]", #"{"rating":1"#, #"{"rating":1}x"#, #"{"a":"\ud800"}"#, deep] {
                #expect(await client.request("PUT", Self.host, body).status == 400)
            }
        }
    }
}
