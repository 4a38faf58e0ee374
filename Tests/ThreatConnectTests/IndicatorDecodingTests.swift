import Foundation
import Observables
import TestSupport
import Testing
import ThreatConnect

struct IndicatorDecodingTests {
    private func decode(
        _ data: String,
        kind: ObservableKind = .host,
        members: IndicatorMembers = []
    ) async throws -> Indicator? {
        let body = #"{"status":"Success","data":\#(data)}"#
        let transport = ScriptedTransport(.success(.json(200, body)))
        return try await ThreatConnectClient.scripted(transport)
            .indicator(Observable(kind: kind, canonical: "asked"), owner: "Asked Owner", members: members).get()
    }

    @Test func everyMemberOfAHostIsRead() async throws {
        let indicator = try await decode(
            #"""
            {"host":{"id":12345,"owner":{"id":1,"name":"Example Organization","type":"Organization"},
            "dateAdded":"2017-06-21T17:50:25Z","lastModified":"2017-07-13T13:50:25-04:00","rating":4.00,"confidence":85,
            "threatAssessRating":3.0,"threatAssessScore":354,"calScore":173,"webLink":"https://tc.example.com/host.xhtml",
            "description":"D","source":"S","hostName":"evil.example","dnsActive":"false","active":true,
            "falsePositiveCount":2,"observationCount":9,"tag":[{"name":"Phishing"},{"name":"APT"}]}}
            """#,
            members: [.tags, .additional]
        )
        var expected = Indicator(id: 12345, kind: .host, summary: "evil.example", owner: "Example Organization")
        (expected.rating, expected.confidence, expected.threatAssessScore) = (4, 85, 354)
        (expected.description, expected.source, expected.tags) = ("D", "S", ["Phishing", "APT"])
        (expected.active, expected.falsePositiveCount, expected.observationCount) = (true, 2, 9)
        (expected.dateAdded, expected.lastModified) = ("2017-06-21T17:50:25Z", "2017-07-13T17:50:25Z")
        expected.webLink = "https://tc.example.com/host.xhtml"
        #expect(indicator == expected)
    }

    @Test(arguments: [
        (ObservableKind.address, #"{"address":{"id":1,"ip":"192.0.2.1"}}"#, "192.0.2.1"),
        (.emailAddress, #"{"emailAddress":{"id":1,"address":"a@example.com"}}"#, "a@example.com"),
        (.emailAddress, #"{"emailaddress":{"id":1,"address":"a@example.com"}}"#, "a@example.com"),
        (.file, #"{"file":{"id":1,"sha256":"CC","md5":"AA"}}"#, "AA : CC"),
        (.file, #"{"file":{"id":1,"md5":"AA","sha1":"BB","sha256":"CC","size":3}}"#, "AA : BB : CC"),
        (.url, #"{"url":{"id":1,"text":"http://evil.example/"}}"#, "http://evil.example/"),
        (.asn, #"{"asn":{"id":1,"type":"ASN","AS Number":"ASN64496"}}"#, "ASN64496"),
        (.cidr, #"{"cidrBlock":{"id":1,"Block":"192.0.2.0/24"}}"#, "192.0.2.0/24"),
        (.mutex, #"{"mutex":{"id":1,"Mutex":"Global\\x"}}"#, "Global\\x"),
        (
            .registryKey, #"{"registryKey":{"id":1,"Key Name":"HKEY_X","Value Type":"REG_NONE"}}"#,
            "HKEY_X :  : REG_NONE"
        ),
        (.userAgent, #"{"userAgent":{"id":1,"User Agent String":"M/5"}}"#, "M/5"),
        (.emailSubject, #"{"somethingElse":{"id":1,"Subject":"Hi"}}"#, "Hi"),
        (.hashtag, #"{"resultCount":1,"hashtag":{"id":1,"Hashtag":"tag"}}"#, "tag"),
        (.host, #"{"host":{"id":1,"summary":"s.example"}}"#, "s.example"),
        (.host, #"{"host":{"id":1}}"#, "asked"),
    ])
    func printedValueFollowsTheKind(kind: ObservableKind, data: String, summary: String) async throws {
        #expect(try await decode(data, kind: kind)?.summary == summary)
    }

    @Test func numbersMayBeTexts() async throws {
        let data = #"{"host":{"id":"9223372036854775807","rating":"3.50","confidence":"60","threatAssessScore":"12"}}"#
        let indicator = try #require(try await decode(data))
        #expect(indicator.id == .max)
        #expect((indicator.rating, indicator.confidence, indicator.threatAssessScore) == (3.5, 60, 12))
    }

    @Test func idsBeyondDoublePrecisionAreExact() async throws {
        #expect(try await decode(#"{"host":{"id":9007199254740993}}"#)?.id == 9_007_199_254_740_993)
    }

    @Test func unsetIsNotZero() async throws {
        let absent = try #require(try await decode(#"{"host":{"id":1,"rating":null,"confidence":""}}"#))
        #expect((absent.rating, absent.confidence, absent.tags) == (nil, nil, nil))
        let zero = try #require(try await decode(#"{"host":{"id":1,"rating":0,"confidence":0}}"#))
        #expect((zero.rating, zero.confidence) == (0, 0))
    }

    @Test(arguments: [
        (#""tag":[]"#, []), (#""tag":{}"#, []), (#""tag":null"#, []), (#""x":1"#, []),
        (#""tag":{"name":"A"}"#, ["A"]), (#""tags":{"data":[{"name":"A"},{"name":"B"}]}"#, ["A", "B"]),
        (#""tags":{}"#, []), (#""tags":{"data":null}"#, []),
        (#""tag":[{"name":"A"},{"webLink":"x"},"B"]"#, ["A", "B"]),
    ])
    func tagsComeInManyShapes(member: String, tags: [String]) async throws {
        #expect(try await decode(#"{"host":{"id":1,\#(member)}}"#, members: .tags)?.tags == tags)
        #expect(try await decode(#"{"host":{"id":1,\#(member)}}"#)?.tags == nil)
    }

    @Test(
        arguments: [
            (#""true""#, true), (#""False""#, false), ("true", true), ("false", false), (#""maybe""#, nil),
            ("null", nil),
        ] as [(String, Bool?)]
    )
    func flagsMayBeTexts(value: String, expected: Bool?) async throws {
        #expect(try await decode(#"{"host":{"id":1,"active":\#(value)}}"#)?.active == expected)
    }

    @Test(arguments: ["null/auth/indicators/details/host.xhtml", "javascript:alert(1)", "", "//x.example"])
    func onlyWebAddressesAreLinks(link: String) async throws {
        #expect(try await decode(#"{"host":{"id":1,"webLink":"\#(link)"}}"#)?.webLink == nil)
    }

    @Test(arguments: [
        (#""owner":{"name":"O"}"#, "O"), (#""ownerName":"O"}"#.replacing("}", with: ""), "O"), (#""owner":"O""#, "O"),
        (#""owner":{}"#, "Asked Owner"), (#""x":1"#, "Asked Owner"),
    ])
    func ownerComesFromTheAnswerOrTheQuestion(member: String, owner: String) async throws {
        #expect(try await decode(#"{"host":{"id":1,\#(member)}}"#)?.owner == owner)
    }

    @Test func unreadableDateIsNil() async throws {
        #expect(try await decode(#"{"host":{"id":1,"dateAdded":"yesterday"}}"#)?.dateAdded == nil)
    }

    @Test func membersAskedForAreInTheQuery() async throws {
        let transport = ScriptedTransport(.success(.hit))
        _ = try await ThreatConnectClient.scripted(transport)
            .indicator(.evilHost, owner: "Common Community", members: [.tags, .additional])
        let query = "owner=Common%20Community&includes=tags&includeAdditional=true"
        #expect(transport.requests.map(\.target.text) == ["/api/v2/indicators/hosts/evil.example?\(query)"])
    }
}

@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct RecordedAnswerTests {
    private func body(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: SharedData.url("fixtures/threatconnect/\(name)")))
    }

    private func indicator(_ body: [UInt8], _ kind: ObservableKind) async throws -> Indicator? {
        let transport = ScriptedTransport(.success(APIResponse(status: 200, body: body)))
        return try await ThreatConnectClient.scripted(transport)
            .indicator(Observable(kind: kind, canonical: "asked"), owner: nil, members: .tags).get()
    }

    @Test func singleFileIsRead() async throws {
        let file = try #require(try await indicator(body("pysdk-v2-indicators-files-single.GET.json"), .file))
        #expect((file.id, file.owner, file.rating, file.confidence) == (90558, "System", 4, 70))
        #expect((file.source, file.description, file.webLink) == ("foosource", "foodescription", nil))
        #expect(file.dateAdded == "2015-07-06T15:09:33Z")
        #expect(file.summary.split(separator: " : ").map(\.count) == [32, 40, 64])
    }

    @Test func singleHostIsRead() async throws {
        let host = try #require(try await indicator(body("pysdk-v2-indicators-hosts-single.GET.json"), .host))
        #expect((host.id, host.summary, host.rating, host.confidence) == (646978, "www.google.com", 2, 74))
        #expect((host.lastModified, host.webLink) == ("2015-07-17T14:30:34Z", nil))
    }

    /// Lists hold the same objects under an owner's name; each one, put alone, must be readable.
    @Test(arguments: [
        ("tcex-v2-indicators-addresses-page.json", ObservableKind.address, 100),
        ("tcex-v2-indicators-files-page.json", .file, 100),
        ("tcex-v2-indicators-registryKeys.json", .registryKey, 2),
        ("tcex-v2-indicators-emailSubjects.json", .emailSubject, 1),
    ])
    func everyRecordedItemIsReadable(name: String, kind: ObservableKind, count: Int) async throws {
        let page = try #require(try JSONSerialization.jsonObject(with: Data(body(name))) as? [String: Any])
        let items = try #require((page["data"] as? [String: Any])?[kind.apiEntity] as? [[String: Any]])
        #expect(items.count == count)
        for item in items {
            let single: [String: Any] = ["status": "Success", "data": [kind.apiEntity: item]]
            let indicator = try await indicator(Array(JSONSerialization.data(withJSONObject: single)), kind)
            #expect(indicator?.owner == "TCI")
            #expect(indicator?.summary != "asked")
            #expect(indicator?.dateAdded == item["dateAdded"] as? String)
        }
    }

    @Test func ownersAreRead() async throws {
        let transport = ScriptedTransport(
            .success(APIResponse(status: 200, body: try body("pysdk-v2-owners.GET.json")))
        )
        let owners = try await ThreatConnectClient.scripted(transport).owners().get()
        #expect(owners.map(\.name).last == "Source of all Evil")
        #expect(owners.map(\.type) == ["Organization", "Community", "Community", "Source"])
        #expect(owners.map(\.id) == [0, 1, 2, 3])
        #expect(transport.requests.map(\.target.text) == ["/api/v2/owners"])
    }
}

struct OwnerListTests {
    private func page(_ names: [String], total: String) -> Result<APIResponse, TransportError> {
        let owners = names.map { #"{"id":"1","name":"\#($0)"}"# }.joined(separator: ",")
        return .success(.json(200, #"{"status":"Success","data":{\#(total)"owner":[\#(owners)]}}"#))
    }

    @Test func pagesAreReadToTheEnd() async throws {
        let transport = ScriptedTransport(page(["A", "B"], total: #""resultCount":3,"#), page(["C"], total: ""))
        #expect(try await ThreatConnectClient.scripted(transport).owners().get().map(\.name) == ["A", "B", "C"])
        #expect(transport.requests.map(\.target.text) == ["/api/v2/owners", "/api/v2/owners?resultStart=2"])
    }

    @Test func aWrongCountDoesNotLoopForever() async throws {
        let transport = ScriptedTransport(page(["A"], total: #""resultCount":"9","#), page([], total: ""))
        #expect(try await ThreatConnectClient.scripted(transport).owners().get().map(\.name) == ["A"])
    }

    @Test func missingCountMeansOnePage() async throws {
        let transport = ScriptedTransport(page(["A"], total: ""))
        #expect(try await ThreatConnectClient.scripted(transport).owners().get().count == 1)
        #expect(transport.requests.count == 1)
    }

    @Test func instanceWithoutOwnersIsNoInstance() async throws {
        let client = try ThreatConnectClient.scripted(ScriptedTransport(.success(.failure(404, "Not found"))))
        let answer = try await client.owners()
        #expect(throws: LookupFailure.self) { try answer.get() }
    }
}
