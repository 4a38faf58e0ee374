import Observables
import Testing
import ThreatConnect

/// What an instance allows (API document, sections 2.1, 3.6 and 5.6).
struct VocabularyTests {
    private func client(_ answers: String...) throws -> (ThreatConnectClient, ScriptedTransport) {
        let transport = ScriptedTransport(sequence: answers.map { .success(.json(200, $0)) })
        return (try ThreatConnectClient.scripted(transport), transport)
    }

    @Test func attributeTypesOfAllPages() async throws {
        let (client, transport) = try client(
            #"""
            {"status":"Success","next":"/v3/attributeTypes?resultStart=1","data":[{"id":1,"name":"Description","maxSize":65535,
            "errorMessage":"too long"}]}
            """#,
            #"""
            {"status":"Success","data":[{"id":2,"name":"Phase of Intrusion","maxSize":"0",
            "validationRule":{"id":1,"name":"x","type":"SelectOne","text":"A;B C"}}]}
            """#
        )
        let types = try await client.attributeTypes().get()
        #expect(
            types == [
                AttributeType(name: "Description", maxSize: 65535, options: nil, errorMessage: "too long"),
                AttributeType(name: "Phase of Intrusion", maxSize: nil, options: ["A", "B C"], errorMessage: nil),
            ]
        )
        #expect(
            transport.requests.map(\.target.text) == [
                "/api/v3/attributeTypes?resultLimit=1000", "/api/v3/attributeTypes?resultLimit=1000&resultStart=1",
            ]
        )
    }

    @Test func securityLabelsAreNames() async throws {
        let (client, _) = try client(
            #"{"status":"Success","data":[{"id":1,"name":"TLP:RED"},{"id":2,"name":"TLP:AMBER"}]}"#
        )
        #expect(try await client.securityLabels().get() == ["TLP:RED", "TLP:AMBER"])
    }

    @Test func groupsAreFoundByExactName() async throws {
        let (client, transport) = try client(
            #"""
            {"status":"Success","data":[{"id":1,"type":"Adversary","name":"Bad \"Guy\""},{"id":2,"type":"Adversary","name":"bad \"guy\""},
            {"id":3,"type":"Campaign","name":"Bad \"Guy\""}]}
            """#
        )
        let groups = try await client.groups(type: "Adversary", name: #"Bad "Guy""#, owner: "Acme").get()
        #expect(groups == [GroupLink(id: 1, type: "Adversary", name: #"Bad "Guy""#)])
        let target = PercentEncoding.decode(transport.requests[0].target.text)
        #expect(target?.contains(#"ownerName = "Acme" and typeName = "Adversary" and summary = "Bad \"Guy\"""#) == true)
    }

    @Test func groupIsFoundByID() async throws {
        let (client, transport) = try client(#"{"status":"Success","data":{"id":12,"type":"Incident","name":"I"}}"#)
        #expect(try await client.group(id: 12).get() == GroupLink(id: 12, type: "Incident", name: "I"))
        #expect(transport.requests[0].target.text == "/api/v3/groups/12")
        let missing = ScriptedTransport(.success(.failure(404, "The requested resource was not found")))
        #expect(try await ThreatConnectClient.scripted(missing).group(id: 12).get() == nil)
    }

    @Test func typesBeyondTheTwelveAreDiscovered() async throws {
        let (client, _) = try client(
            #"""
            {"status":"Success","data":{"resultCount":2,"indicatorType":[
            {"name":"Address","custom":"false","parsable":"true","apiBranch":"addresses","apiEntity":"address"},
            {"name":"Bitcoin Address","custom":"true","apiBranch":"bitcoinAddresses","apiEntity":"bitcoinAddress",
             "casePreference":"sensitive","value1Label":"Coin","value1Type":"text","value2Label":"Network","value3Label":""}]}}
            """#
        )
        let types = try await client.indicatorTypes().get()
        #expect(types.count == 13)
        let added = try #require(types.first { $0.answers(to: "bitcoin address") })
        #expect(added.branch == "bitcoinAddresses" && added.valueMembers == ["Coin", "Network"] && added.isCustom)
        #expect(added.casePreference == .sensitive && added.kind == nil)
        let item = try JSONText(Array(#"{"Coin":"x","Network":"main"}"#.utf8))
        #expect(added.summary(of: item) == "x : main")
    }

    @Test func userIsNamed() async throws {
        let (client, _) = try client(
            #"{"status":"Success","data":{"user":{"userName":"1","pseudonym":"p","role":"Api User"}}}"#
        )
        let user = try await client.whoami().get()
        #expect(user.userName == "1" && user.pseudonym == "p" && user.role == "Api User")
    }

    @Test func everyKindIsABuiltInType() {
        for kind in ObservableKind.allCases {
            let type = IndicatorType(kind)
            #expect(IndicatorType.builtIn(named: kind.name.lowercased()) == type)
            #expect(IndicatorType.builtIn(named: kind.apiBranch) == type)
            #expect(type.kind == kind)
        }
    }
}
