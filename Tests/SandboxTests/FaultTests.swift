import Foundation
import Observables
import Sandbox
import Testing

struct FaultTests {
    private let path = "/api/v2/indicators/hosts/evil.example"

    @Test func statusComesWithRetryAfterAndOnlyAsOftenAsAsked() async throws {
        let faults = FaultSchedule([FaultRule(.status(429, retryAfter: "7"), times: 2)])
        try await TestServer.run(faults: faults) { client in
            for _ in 0..<2 {
                let reply = await client.get(path)
                #expect(reply.status == 429)
                #expect(reply.headers["retry-after"] == "7")
                #expect(reply.text == #"{"status":"Failure","message":"Too Many Requests"}"#)
            }
            #expect(await client.get(path).status == 200)
        }
    }

    @Test func skipAndEveryCountFittingRequestsOnly() async throws {
        let rule = FaultRule(.status(500), method: "GET", pathPrefix: "/api/v2/indicators", skip: 1, every: 2, times: 2)
        let faults = FaultSchedule([rule])
        let statuses = try await TestServer.run(faults: faults) { client in
            var statuses: [Int] = []
            for _ in 0..<6 {
                #expect(await client.get("/api/v2/owners").status == 200)
                statuses.append(await client.get(path).status)
            }
            return statuses
        }
        #expect(statuses == [200, 500, 200, 500, 200, 200])
        #expect(faults.state.map(\.met) == [6])
        #expect(faults.state.map(\.hit) == [2])
    }

    @Test func containsSeesTheDecodedTarget() async throws {
        let faults = FaultSchedule([FaultRule(.status(503), contains: "http://evil.example/a b")])
        try await TestServer.run(faults: faults) { client in
            let url = "/api/v2/indicators/urls/http%3A%2F%2Fevil.example%2Fa%20b%2F%3Fq%3D1%26r%3D%252F"
            #expect(await client.get(url).status == 503)
            #expect(await client.get(path).status == 200)
        }
    }

    @Test func resetEndsTheConnectionWithoutAByte() async throws {
        let faults = FaultSchedule([FaultRule(.reset, times: 1)])
        try await TestServer.run(faults: faults) { client in
            let reply = await client.get(path)
            #expect(reply.wasReset)
            #expect(reply.status == 0)
            #expect(await client.get(path).status == 200)
        }
    }

    @Test func truncatedBodyIsShorterThanAnnounced() async throws {
        let faults = FaultSchedule([FaultRule(.truncatedBody, times: 1)])
        try await TestServer.run(faults: faults) { client in
            let reply = await client.get(path)
            #expect(reply.status == 200)
            #expect(!reply.isComplete)
            let whole = await client.get(path)
            #expect(whole.isComplete)
            #expect(reply.body == Array(whole.body.prefix(whole.body.count / 2)))
        }
    }

    @Test func repliesCanBeOfAnotherForm() async throws {
        let faults = FaultSchedule([
            FaultRule(.htmlPage(), times: 1), FaultRule(.wrongJSON, times: 1),
            FaultRule(.failureWithStatus200, times: 1),
        ])
        try await TestServer.run(faults: faults) { client in
            let page = await client.get(path)
            #expect(page.status == 502)
            #expect(page.headers["content-type"] == "text/html")
            #expect(await client.get(path).text == #"["unexpected"]"#)
            let failure = await client.get(path)
            #expect(failure.status == 200)
            #expect(failure.value("status") as? String == "Failure")
        }
    }

    @Test func slowBodyArrivesWhole() async throws {
        let faults = FaultSchedule([FaultRule(.slowBody(pauseMilliseconds: 1), times: 1)])
        try await TestServer.run(faults: faults) { client in
            let slow = await client.get(path)
            #expect(slow.isComplete)
            #expect(slow.text == (await client.get(path)).text)
        }
    }

    @Test func latencyAddsToAnotherFault() async throws {
        let faults = FaultSchedule([FaultRule(.latency(milliseconds: 30)), FaultRule(.status(500), times: 1)])
        try await TestServer.run(faults: faults) { client in
            let start = ContinuousClock.now
            #expect(await client.get(path).status == 500)
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            #expect(await client.get(path).status == 200)
        }
    }

    @Test func quirksKeepTheReplyValid() async throws {
        let faults = FaultSchedule(Fault.Quirk.allCases.map { FaultRule(.quirk($0), times: 1) })
        try await TestServer.run(faults: faults) { client in
            let list = "/api/v2/indicators/hosts"
            #expect(await client.get(list).value("data.host.id") as? [String] == ["1"])
            let links = await client.get(list).value("data.host.webLink") as? [String]
            #expect(links?.first?.hasPrefix("null/auth/") == true)
            #expect(await client.get(list).value("data.resultCount") as? Int == 2)
        }
    }

    @Test func faultsAreSwitchedOnFromOutside() async throws {
        try await TestServer.run { client in
            let rules = """
                {"rules":[{"fault":"status","status":429,"retry_after":1,"contains":"evil.example","times":1},
                          {"fault":"latency","milliseconds":1}, {"fault":"ids_as_strings"}]}
                """
            #expect(await client.ask("POST", "/sandbox/faults", body: rules).status == 200)
            #expect(await client.get(path).headers["retry-after"] == "1")
            let state = await client.ask("GET", "/sandbox/faults")
            #expect(state.value("rules.hit") as? [Int] == [1, 1, 0])
            #expect(state.value("rules.rule.fault") as? [String] == ["status", "latency", "ids_as_strings"])
            #expect(await client.ask("DELETE", "/sandbox/faults").value("rules") as? [Int] == [])
            #expect(await client.get(path).value("data.host.id") as? Int == 1)
        }
    }

    @Test(arguments: [
        #"{"rules":[{"fault":"earthquake"}]}"#, #"{"rules":[{"fault":"status"}]}"#,
        #"{"rules":[{"fault":"status","status":7}]}"#,
        "{}", "nonsense",
    ])
    func unknownFaultsAreRefused(body: String) async throws {
        try await TestServer.run { client in
            let reply = await client.ask("POST", "/sandbox/faults", body: body)
            #expect(reply.status == 400)
            #expect((reply.value("message") as? String)?.hasPrefix("the body must be") == true)
            #expect(await client.get(path).status == 200)
        }
    }

    @Test func requestsAreCounted() async throws {
        let requests = RequestCounts()
        try await TestServer.run(requests: requests) { client in
            await withTaskGroup { group in
                for _ in 0..<5 { group.addTask { _ = await client.get(path) } }
            }
            _ = await client.get("/api/v2/owners")
            _ = await client.ask("GET", "/api/v2/owners")
            let counted = await client.ask("GET", "/sandbox/requests")
            #expect(counted.value("total") as? Int == 7)
            #expect(counted.value("in_flight") as? Int == 0)
            #expect((counted.value("requests") as? [String: Int])?["GET \(path)"] == 5)
            #expect((counted.value("statuses") as? [String: Int]) == ["200": 6, "403": 1])
            #expect(requests.snapshot.count(pathPrefix: "/api/v2/indicators/") == 5)
            _ = await client.ask("DELETE", "/sandbox/requests")
            #expect(requests.snapshot.total == 0)
        }
    }

    @Test func requestsInFlightAreSeenTogether() async throws {
        let requests = RequestCounts()
        let faults = FaultSchedule([FaultRule(.latency(milliseconds: 200))])
        try await TestServer.run(faults: faults, requests: requests) { client in
            await withTaskGroup { group in
                for _ in 0..<4 { group.addTask { _ = await client.get(path) } }
            }
        }
        #expect(requests.snapshot.maximumInFlight == 4)
    }

    @Test func servingEndsWhenItsTaskIsCancelled() async throws {
        let store = try SandboxStore()
        let configuration = SandboxConfiguration(accessID: "1", secretKey: Secret("x"))
        let (addresses, listening) = AsyncStream<SandboxAddress>.makeStream()
        let server = Task {
            try await serveSandbox(configuration, store: store) { listening.yield($0) }
        }
        var iterator = addresses.makeAsyncIterator()
        let address = try #require(await iterator.next())
        #expect(await RawClient(address: address).ask("GET", "/api/v2/owners").status == 403)
        server.cancel()
        try await server.value
        #expect(await RawClient(address: address).ask("GET", "/api/v2/owners").status == 0)
    }

    @Test func takenPortIsAClearError() async throws {
        try await TestServer.run { client in
            let port = client.address.port
            let configuration = SandboxConfiguration(port: port, accessID: "1", secretKey: Secret("x"))
            let store = try SandboxStore()
            await #expect {
                try await withSandbox(configuration, store: store) { _ in }
            } throws: { "\($0)".hasPrefix("cannot listen on 127.0.0.1 port \(port): ") }
        }
    }
}
