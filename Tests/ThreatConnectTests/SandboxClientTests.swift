import Foundation
import Observables
import Sandbox
import Testing
import ThreatConnect

/// The client against a server that parses what it is sent.
@Suite(.timeLimit(.minutes(2)))
struct SandboxClientTests {
    private func withClient(_ body: (ThreatConnectClient) async throws -> Void) async throws {
        let secret = "s3cr3t+/="
        let store = try SandboxStore(organisation: "Own \"Org\" & Söhne")
        try store.add([NewIndicator(kind: .host, values: ["feed.example"], owner: "Feed", rating: 1)])
        let configuration = SandboxConfiguration(accessID: "10000000000000000001", secretKey: Secret(secret))
        try await withSandbox(configuration, store: store) { address in
            let settings = ConnectionSettings(
                url: try BaseURL(address.url),
                credentials: .hmac(accessKey: Secret("10000000000000000001"), secretKey: Secret(secret))
            )
            let transport = try NetworkTransport(settings: settings)
            let client = ThreatConnectClient(settings: settings, transport: transport, logger: silent)
            do {
                try await body(client)
            } catch {
                try await transport.shutdown()
                throw error
            }
            try await transport.shutdown()
        }
    }

    private func copy(_ client: ThreatConnectClient, _ observable: Observable, owner: String? = nil) async throws
        -> IndicatorCopy?
    {
        try await client.copies(of: [observable], owner: owner)[observable]?.get() ?? nil
    }

    @Test func whatIsCreatedIsReadBack() async throws {
        try await withClient { client in
            var draft = IndicatorDraft(.evilHost)
            (draft.rating, draft.confidence, draft.active) = (2.5, 0, true)
            draft.tags = [.name("Ü \"x\"")]
            draft.securityLabels = ["TLP:AMBER"]
            draft.groups = [.named("Bad 'Guy'", type: "Adversary", owner: nil)]
            draft.attributes = [
                AttributeDraft(type: "Description", value: "line 1\nline 2", displayed: true, source: "s")
            ]
            let created = try await client.createIndicator(draft, owner: nil).get()
            let read = try #require(try await copy(client, .evilHost))
            #expect(created.id == read.id && created.attributes == read.attributes && created.tags == read.tags)
            #expect(read.rating == 2.5 && read.confidence == 0 && read.active)
            #expect(read.tags == ["Ü \"x\""] && read.securityLabels == ["TLP:AMBER"])
            #expect(read.groups.map(\.name) == ["Bad 'Guy'"] && read.groups.map(\.type) == ["Adversary"])
            let attribute = try #require(read.attributes.first)
            #expect(attribute.value == "line 1\nline 2" && attribute.displayed && attribute.source == "s")
            let group = try #require(read.groups.first)
            #expect(try await client.group(id: group.id).get() == group)
            #expect(try await client.groups(type: "Adversary", name: "Bad 'Guy'", owner: nil).get() == [group])
            #expect(try await client.groups(type: "Adversary", name: "Bad", owner: nil).get().isEmpty)
        }
    }

    @Test func changesHaveTheirModes() async throws {
        try await withClient { client in
            var draft = IndicatorDraft(.evilHost)
            draft.tags = [.name("a"), .name("b")]
            let id = try await client.createIndicator(draft, owner: nil).get().id
            let steps: [(ListChange<String>, Set<String>)] = [
                (ListChange(.append, ["c"]), ["a", "b", "c"]), (ListChange(.delete, ["a"]), ["b", "c"]),
                (ListChange(.replace, ["x"]), ["x"]), (ListChange(.replace, []), []),
            ]
            for (change, tags) in steps {
                try await client.updateIndicator(id: id, IndicatorChange(rating: 1, tags: change)).get()
                #expect(Set(try #require(try await copy(client, .evilHost)).tags) == tags)
            }
            try await client.updateIndicator(id: id, IndicatorChange(active: false)).get()
            #expect(try await copy(client, .evilHost)?.active == false)
            try await client.deleteIndicator(id: id).get()
            #expect(try await copy(client, .evilHost) == nil)
            let again = try await client.deleteIndicator(id: id)
            #expect(throws: WriteFailure.self) { try again.get() }
        }
    }

    @Test func everyKindIsFoundByItsCanonicalForm() async throws {
        let observables = [
            (ObservableKind.address, "2001:db8:0:0:0:0:0:1"), (.address, "192.0.2.7"),
            (.emailAddress, "a+b@evil.example"),
            (.file, String(repeating: "AB", count: 16)), (.file, String(repeating: "CD", count: 20)),
            (.file, String(repeating: "EF", count: 32)), (.host, "evil.example"),
            (.url, "http://evil.example/a%20b?q='x'&y=1"), (.asn, "ASN64496"), (.cidr, "192.0.2.0/24"),
            (.mutex, #"Global\'"`\\x"#), (.registryKey, #"HKEY_LOCAL_MACHINE\Software\X : v : REG_SZ"#),
            (.userAgent, "Mozilla/5.0 (X; Y) \"z\""), (.emailSubject, "Re: `1` \\ 2"), (.hashtag, "#op"),
        ].map { Observable(kind: $0, canonical: $1) }
        try await withClient { client in
            for observable in observables {
                var draft = IndicatorDraft(observable)
                draft.rating = 3
                let created = try await client.createIndicator(draft, owner: "Feed")
                #expect(throws: Never.self, "\(observable)") { try created.get() }
            }
            let absent = observables.map { Observable(kind: $0.kind, canonical: $0.canonical + "0") }
            let answers = try await client.copies(of: observables + absent, owner: "Feed")
            for observable in observables {
                #expect(try answers[observable]?.get()?.rating == 3, "\(observable)")
            }
            for observable in absent { #expect(answers[observable] == .success(nil), "\(observable)") }
            let own = try await client.copies(of: observables, owner: nil)
            #expect(own.values.allSatisfy { $0 == .success(nil) })
        }
    }

    @Test func manyValuesArePacked() async throws {
        let observables = (0..<150).map { Observable(kind: .mutex, canonical: #"m\#($0) "\'`"#) }
        try await withClient { client in
            for (index, observable) in observables.enumerated() where index.isMultiple(of: 3) {
                _ = try await client.createIndicator(IndicatorDraft(observable), owner: nil).get()
            }
            let answers = try await client.copies(of: observables, owner: nil)
            for (index, observable) in observables.enumerated() {
                #expect((try answers[observable]?.get() != nil) == index.isMultiple(of: 3), "\(observable.canonical)")
            }
        }
    }

    @Test func unknownOwnerStops() async throws {
        try await withClient { client in
            let error = await #expect(throws: RunStoppingError.self) {
                _ = try await client.copies(of: [.evilHost], owner: "Nobody")
            }
            #expect(error?.code == .unknownOwner)
        }
    }

    @Test func vocabularyIsRead() async throws {
        try await withClient { client in
            let types = try await client.attributeTypes().get()
            #expect(types.contains { $0.name == "Description" })
            #expect(try await client.securityLabels().get().contains("TLP:AMBER"))
            #expect(try await client.indicatorTypes().get().count >= 12)
            #expect(try await client.whoami().get().userName == "10000000000000000001")
            #expect(try await client.ownOrganization().get().name == "Own \"Org\" & Söhne")
        }
    }
}
