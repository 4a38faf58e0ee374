import Foundation
import Sandbox
import TestSupport
import Testing

/// Indicator types beyond the twelve (API document, sections 2 and 2.1).
struct CustomTypeTests {
    static let path = "/api/v2/indicators/bitcoinAddresses"
    static let lines = """
        {"indicatorType":{"name":"Bitcoin Address","labels":["Address"],"casePreference":"sensitive"}}
        {"type":"Bitcoin Address","Address":"1ExampleA","rating":2,"tag":[{"name":"Ransom"}]}
        {"type":"Bitcoin Address","summary":"1ExampleB"}
        """

    @Test func aDeclaredTypeIsReadAndWritten() async throws {
        try await TestServer.run(indicators: [], store: TestServer.store(Self.lines)) { client in
            let type = await client.get("/api/v2/types/indicatorTypes/Bitcoin%20Address")
            #expect(type.value("data.indicatorType.apiBranch") as? String == "bitcoinAddresses")
            #expect(type.value("data.indicatorType.value1Label") as? String == "Address")
            let one = await client.get(Self.path + "/1ExampleA")
            #expect(one.value("data.bitcoinAddress.Address") as? String == "1ExampleA")
            #expect(one.value("data.bitcoinAddress.type") as? String == "Bitcoin Address")
            let created = await client.request("POST", Self.path, #"{"Address":"1ExampleC","confidence":5}"#)
            #expect(created.status == 201)
            #expect(await client.request("POST", Self.path, "{}").status == 400)
            let list = await client.get(Self.path)
            #expect(list.value("data.bitcoinAddress.Address") as? [String] == ["1ExampleC", "1ExampleB", "1ExampleA"])
            let mixed = await client.get("/api/v2/indicators")
            #expect((mixed.value("data.indicator.type") as? [String])?.allSatisfy { $0 == "Bitcoin Address" } == true)
            #expect(await client.request("DELETE", Self.path + "/1ExampleA").status == 200)
        }
    }

    @Test func typesSurviveARestart() async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("types.sqlite")
        let state = try TestServer.store(Self.lines, database: file).stateDump()
        let reopened = try SandboxStore(organisation: TestServer.organisation, databaseFile: file)
        #expect(try reopened.stateDump() == state)
        #expect(state.contains("1ExampleA"))
    }

    @Test func theControlEndpointDeclaresTypes() async throws {
        try await TestServer.run { client in
            let body = #"{"name":"Wallet","labels":["Coin","Account"]}"#
            let declared = await client.ask("POST", "/sandbox/types", body: body)
            #expect((declared.value("types") as? [String])?.last == "Wallet")
            let created = await client.request("POST", "/api/v2/indicators/wallets", #"{"Coin":"X","Account":"1"}"#)
            #expect(created.value("data.wallet.Account") as? String == "1")
            #expect(await client.get("/api/v2/indicators/wallets/X%20%3A%201").status == 200)
            let bad = await client.ask("POST", "/sandbox/types", body: #"{"name":"Y","labels":[]}"#)
            #expect(bad.status == 400)
            #expect(bad.value("message") as? String == "the indicator type Y needs one to three labels")
        }
    }
}
