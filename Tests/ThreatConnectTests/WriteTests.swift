import Observables
import Testing
import ThreatConnect

/// What every write sends, and what it makes of an answer (API document, sections 4 and 5).
struct WriteTests {
    private static let url = Observable(kind: .url, canonical: "http://evil.example/a b?q=1")

    private func client(_ transport: ScriptedTransport) throws -> ThreatConnectClient {
        try ThreatConnectClient.scripted(transport)
    }

    private func body(_ request: APIRequest?) -> String? { request?.body.map { String(decoding: $0, as: UTF8.self) } }

    @Test func falsePositiveIsAnEmptyPost() async throws {
        let answer = #"{"status":"Success","data":{"falsePositive":{"count":3,"lastReported":"2017-07-13T17:04:54Z"}}}"#
        let transport = ScriptedTransport(.success(.json(200, answer)))
        let count = try await client(transport).reportFalsePositive(of: Self.url, owner: "Acme Intel").get()
        #expect(count == FalsePositiveCount(count: 3, lastReported: "2017-07-13T17:04:54Z"))
        let request = try #require(transport.requests.first)
        let value = "http%3A%2F%2Fevil.example%2Fa%20b%3Fq%3D1"
        #expect(request.method == "POST")
        #expect(request.target.text == "/api/v2/indicators/urls/\(value)/falsePositive?owner=Acme%20Intel")
        #expect(request.body == nil)
        #expect(!request.headers.contains { $0.name.lowercased() == "content-type" })
    }

    @Test func signatureCoversTheMethod() async throws {
        let transport = ScriptedTransport(.success(.json(200, #"{"status":"Success"}"#)))
        _ = try await client(transport).deleteIndicator(id: 7).get()
        let request = try #require(transport.requests.first)
        let time = try #require(request.headers.first { $0.name == "Timestamp" }?.value)
        let signature = RequestSigner.signature(
            of: "/api/v3/indicators/7:DELETE:\(time)",
            secretKey: Secret("s3cr3t")
        )
        #expect(request.headers.contains(HeaderField("Authorization", "TC 12345678901234567890:\(signature)")))
    }

    private static let attribute =
        #"{"status":"Success","data":{"attribute":{"id":"54321","type":"Description","displayed":true,"value":"Ä \"x\""}}}"#

    @Test func attributeIsPostedAsJSON() async throws {
        let transport = ScriptedTransport(.success(.json(201, Self.attribute)))
        let draft = AttributeDraft(type: "Description", value: "Ä \"x\"\n", displayed: true, source: "proxy")
        let copy = try await client(transport).addAttribute(draft, to: .evilHost, owner: nil).get()
        #expect(
            copy == AttributeCopy(id: 54321, type: "Description", value: "Ä \"x\"", displayed: true, source: nil)
        )
        let request = try #require(transport.requests.first)
        #expect(request.method == "POST")
        #expect(request.target.text == "/api/v2/indicators/hosts/evil.example/attributes")
        #expect(
            body(request) == #"{"type":"Description","value":"Ä \"x\"\u000a","displayed":true,"source":"proxy"}"#
        )
        #expect(request.headers.contains(HeaderField("Content-Type", "application/json")))
    }

    @Test func attributeIsChangedByItsID() async throws {
        let transport = ScriptedTransport(.success(.json(200, Self.attribute)))
        let copy = try await client(transport).updateAttribute(
            id: 54321,
            value: "new",
            displayed: nil,
            source: nil,
            of: .evilHost,
            owner: "Acme Intel"
        ).get()
        #expect(copy.id == 54321)
        let request = try #require(transport.requests.first)
        #expect(request.method == "PUT")
        #expect(request.target.text == "/api/v2/indicators/hosts/evil.example/attributes/54321?owner=Acme%20Intel")
        #expect(body(request) == #"{"value":"new"}"#)
    }

    @Test func attributeIsDeleted() async throws {
        let transport = ScriptedTransport(.success(.json(200, #"{"status":"Success"}"#)))
        _ = try await client(transport).deleteAttribute(id: 5, of: .evilHost, owner: nil).get()
        #expect(transport.requests.first?.description.contains("DELETE") == true)
        #expect(transport.requests.first?.target.text == "/api/v2/indicators/hosts/evil.example/attributes/5")
    }

    @Test func indicatorIsCreatedWithEverything() async throws {
        let answer = #"""
            {"data":{"id":4,"ownerName":"Demo","type":"Host","rating":5.00,"confidence":85,"summary":"evil.example","active":true,
            "tags":{"data":[{"id":1,"name":"APT"}]},"attributes":{},"securityLabels":{"data":[]}},"message":"Created","status":"Success"}
            """#
        let transport = ScriptedTransport(.success(.json(201, answer)))
        var draft = IndicatorDraft(.evilHost)
        draft.rating = 5
        draft.confidence = 0
        draft.dnsActive = true
        draft.tags = [.name("APT"), .technique("T1566")]
        draft.securityLabels = ["TLP:AMBER"]
        draft.groups = [.id(12), .named("Bad Guy", type: "Adversary", owner: "Demo Source")]
        draft.attributes = [AttributeDraft(type: "Description", value: "bad", displayed: true)]
        let copy = try await client(transport).createIndicator(draft, owner: "Demo").get()
        #expect((copy.id, copy.rating, copy.confidence, copy.tags) == (4, 5, 85, ["APT"]))
        #expect(copy.attributes.isEmpty && copy.groups.isEmpty && copy.observable == .evilHost)
        let request = try #require(transport.requests.first)
        #expect(
            request.target.text
                == "/api/v3/indicators?fields=associatedGroups&fields=attributes&fields=securityLabels&fields=tags"
        )
        let expected =
            #"{"type":"Host","hostName":"evil.example","ownerName":"Demo","rating":5,"confidence":0,"dnsActive":true,"#
            + #""associatedGroups":{"data":[{"id":12},{"name":"Bad Guy","type":"Adversary","ownerName":"Demo Source"}]},"#
            + #""attributes":{"data":[{"type":"Description","value":"bad","default":true}]},"#
            + #""securityLabels":{"data":[{"name":"TLP:AMBER"}]},"tags":{"data":[{"name":"APT"},{"techniqueId":"T1566"}]}}"#
        #expect(body(request) == expected)
    }

    @Test(arguments: [
        (ObservableKind.address, "203.0.113.7", #""ip":"203.0.113.7""#),
        (.emailAddress, "a@evil.example", #""address":"a@evil.example""#),
        (.url, "http://evil.example/", #""text":"http://evil.example/""#),
        (.asn, "ASN64496", #""AS Number":"ASN64496""#),
        (.cidr, "203.0.113.0/24", #""Block":"203.0.113.0/24""#),
        (.mutex, #"Global\x"#, #""Mutex":"Global\\x""#),
        (.userAgent, "x : y", #""User Agent String":"x : y""#),
        (.emailSubject, "hello", #""Subject":"hello""#),
        (.hashtag, "#x", ##""Hashtag":"#x""##),
        (.file, String(repeating: "A", count: 40), #""sha1":"\#(String(repeating: "A", count: 40))""#),
        (
            .file, "\(String(repeating: "B", count: 32)) : \(String(repeating: "C", count: 64))",
            #""md5":"\#(String(repeating: "B", count: 32))","sha256":"\#(String(repeating: "C", count: 64))""#
        ),
        (
            .registryKey, #"HKEY_USERS\X : v : w : REG_SZ"#,
            #""Key Name":"HKEY_USERS\\X","Value Name":"v : w","Value Type":"REG_SZ""#
        ),
        (
            .registryKey, #"HKEY_USERS\X :  : REG_NONE"#,
            #""Key Name":"HKEY_USERS\\X","Value Name":" ","Value Type":"REG_NONE""#
        ),
    ])
    func everyTypeHasItsValueMembers(kind: ObservableKind, value: String, members: String) async throws {
        let transport = ScriptedTransport(.success(.json(201, #"{"status":"Success","data":{"id":1}}"#)))
        let draft = IndicatorDraft(Observable(kind: kind, canonical: value))
        _ = try await client(transport).createIndicator(draft, owner: nil).get()
        #expect(body(transport.requests.first) == "{\"type\":\"\(kind.name)\",\(members)}")
    }

    @Test func changeSendsOnlyWhatChanges() async throws {
        let transport = ScriptedTransport(.success(.json(200, #"{"status":"Success","data":{"id":7}}"#)))
        let change = IndicatorChange(
            rating: 2.5,
            active: false,
            tags: ListChange(.replace, ["a"]),
            securityLabels: ListChange(.delete, []),
            groups: ListChange(.append, [.id(1 << 60)])
        )
        _ = try await client(transport).updateIndicator(id: 1 << 60, change).get()
        let request = try #require(transport.requests.first)
        #expect(request.method == "PUT")
        #expect(request.target.text == "/api/v3/indicators/1152921504606846976")
        let expected =
            #"{"rating":2.5,"active":false,"tags":{"data":[{"name":"a"}],"mode":"replace"},"#
            + #""securityLabels":{"data":[],"mode":"delete"},"#
            + #""associatedGroups":{"data":[{"id":1152921504606846976}],"mode":"append"}}"#
        #expect(body(request) == expected)
    }

    @Test(arguments: ["", ".", ".."])
    func valueThatWouldAddressAnotherResourceIsNotSent(value: String) async throws {
        let transport = ScriptedTransport(.success(.json(200, #"{"status":"Success"}"#)))
        let answer = try await client(transport)
            .reportFalsePositive(of: Observable(kind: .mutex, canonical: value), owner: nil)
        let failure = #expect(throws: WriteFailure.self) { try answer.get() }
        #expect(failure?.code == .refused && failure?.attempts == 0 && failure?.outcomeUnknown == false)
        #expect(transport.requests.isEmpty)
    }
}
