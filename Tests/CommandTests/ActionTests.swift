import Foundation
import Sandbox
import TestSupport
import Testing

/// The connector's reading actions through the built program.
@Suite(.serialized)
struct ActionTests {
    @Test func answersComeInTheOrderOfTheValues() async throws {
        let outcome = try await ActionPlace.run(
            "indicator",
            "get",
            ActionPlace.address,
            "unknown.example",
            ActionPlace.host
        )
        #expect(outcome.status == 1)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first?.contains(#""rating":5.00"#) == true)
        #expect(lines.dropFirst().first?.contains(#""status":"Failure""#) == true)
        #expect(lines.last?.contains(ActionPlace.host) == true)
        #expect(outcome.errors.hasPrefix("error: unknown.example: status 404"), "\(outcome.errors)")
    }

    @Test func manyValuesKeepTheirOrderWhateverTheConcurrency() async throws {
        let names = (0..<60).map { "h\($0).example" }
        let place = try ActionPlace()
        try await ActionPlace.served(hosts: 60) { environment in
            for concurrency in ["1", "8", "64"] {
                let outcome = try await place.run(
                    ["indicator", "get", "--concurrency", concurrency],
                    environment: environment,
                    input: names.joined(separator: "\n")
                )
                #expect(outcome.status == 0, "\(outcome.errors)")
                let lines = outcome.output.split(separator: "\n")
                #expect(lines.count == 60)
                #expect(zip(lines, names).allSatisfy { $0.contains("\"hostName\":\"\($1)\"") })
            }
        }
    }

    @Test func standardInputTakesTextAndObjects() async throws {
        let input = """
            \(ActionPlace.host)\r

            {"summary":"\(ActionPlace.address)","type":"Address","ownerName":"\(ActionPlace.organisation)"}
            {"broken
            {"type":"Host"}
            {"value":"EVIL[.]example","type":"domain"}
            """
        let outcome = try await ActionPlace.run("indicator", "get", "-", input: input)
        #expect(outcome.status == 1)
        let bodies = try outcome.objects()
        #expect(bodies.map { $0["status"] as? String } == ["Success", "Success", "Error", "Error", "Success"])
        #expect(outcome.errors.contains("line 4 of standard input is no JSON object"), "\(outcome.errors)")
        #expect(outcome.errors.contains("line 5: the object has no indicator"), "\(outcome.errors)")
    }

    @Test func envelopeHasFourMembersAlsoForFailures() async throws {
        let outcome = try await ActionPlace.run("indicator", "get", ActionPlace.host, "x.example", "???", "--envelope")
        let objects = try outcome.objects()
        #expect(objects.count == 3)
        let names = Set(["status_code", "reason", "response_headers", "json_body"])
        #expect(objects.allSatisfy { Set($0.keys) == names })
        #expect(objects.map { $0["status_code"] as? Int } == [200, 404, nil])
        #expect(objects.first?["reason"] as? String == "OK")
        let headers = objects.first?["response_headers"] as? [String: String]
        #expect(headers?.keys.contains { $0.lowercased() == "content-type" } == true)
    }

    @Test func declaredTypeIsObeyed() async throws {
        let outcome = try await ActionPlace.run("indicator", "get", "--type", "Host", ActionPlace.address)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("not a valid Host"), "\(outcome.errors)")
        let unknown = try await ActionPlace.run("indicator", "get", "--type", "Nonsense", ActionPlace.host)
        #expect(unknown.status == 2)
        #expect(unknown.errors.contains("no indicator type \"Nonsense\""), "\(unknown.errors)")
    }

    @Test func wrongCredentialsStopOnce() async throws {
        let names = (0..<50).map { "h\($0).example" }.joined(separator: "\n")
        let outcome = try await ActionPlace.run("indicator", "get", input: names, secretKey: "wrong")
        #expect(outcome.status == 2)
        #expect(outcome.output.split(separator: "\n").count == 1)
        #expect(outcome.errors.components(separatedBy: "error:").count == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("access_key and secret_key"))
    }

    @Test func listIsOneElementPerLine() async throws {
        let outcome = try await ActionPlace.run("indicator", "list")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let items = try outcome.objects()
        #expect(items.count == 2)
        #expect(Set(items.compactMap { $0["summary"] as? String }) == [ActionPlace.host, ActionPlace.address])
        #expect(outcome.output.contains(#""rating":5.00"#))
    }

    @Test func listObeysTypeFilterAndLimit() async throws {
        let typed = try await ActionPlace.run("indicator", "list", "--type", "host")
        #expect(try typed.objects().map { $0["hostName"] as? String } == [ActionPlace.host])
        let filtered = try await ActionPlace.run("indicator", "list", "--filter", "rating>4")
        #expect(try filtered.objects().map { $0["summary"] as? String } == [ActionPlace.address])
        let limited = try await ActionPlace.run("indicator", "list", "--limit", "1")
        #expect(try limited.objects().count == 1)
    }

    @Test func listIsReadPageByPage() async throws {
        let place = try ActionPlace()
        try await ActionPlace.served(hosts: 1200) { environment in
            let all = try await place.run(["indicator", "list", "--type", "Host"], environment: environment)
            #expect(Set(try all.objects().compactMap { $0["hostName"] as? String }).count == 1201)
            let calls = try await place.run(
                ["indicator", "list", "--type", "Host", "--envelope"],
                environment: environment
            )
            #expect(try calls.objects().count == 3)
        }
    }

    @Test func closedPipeIsSuccessAndStopsAsking() async throws {
        let requests = RequestCounts()
        let place = try ActionPlace()
        try await ActionPlace.served(requests: requests, hosts: 5000) { environment in
            let outcome = try await Program.shell(
                "{ $TCENRICH indicator list --type Host; echo status $? >&2; } | head -n 1",
                in: place.folder,
                environment: environment
            )
            #expect(outcome.errors == "status 0\n")
            #expect(outcome.output.split(separator: "\n").count == 1)
        }
    }

    @Test func listedIndicatorsCanBeAskedAbout() async throws {
        let place = try ActionPlace()
        try await ActionPlace.served { environment in
            let outcome = try await Program.shell(
                "$TCENRICH indicator list | $TCENRICH indicator get",
                in: place.folder,
                environment: environment
            )
            #expect(outcome.errors.isEmpty, "\(outcome.errors)")
            #expect(try outcome.objects().count == 2)
        }
    }

    @Test(arguments: [
        ["indicator", "get", "--concurrency", "0", "x.example"], ["indicator", "get", "-", "x.example"],
        ["indicator", "list", "--filter", "rating"], ["indicator", "list", "--filter", "rating>=4"],
        ["indicator", "list", "--limit", "0"],
        ["indicator", "list", "--modified-since", "yesterday"], ["incident", "tags", "abc"],
        ["incident", "tags", "-5"],
        ["indicator", "rate", "x.example", "--rating", "6"], ["indicator", "rate", "x.example", "--rating", "nan"],
        ["indicator", "rate", "x.example", "--confidence", "101"],
        ["indicator", "rate", "x.example", "--active", "--inactive"],
        ["indicator", "rate", "x.example", "--group", "Adversary"],
        ["indicator", "rate", "x.example", "--attribute", "Description"],
        ["indicator", "get", "x.example", "--secret-key", "x"], ["attribute", "update", "x.example", "--id", "0"],
    ])
    func usageErrorsAre64(arguments: [String]) async throws {
        let place = try ActionPlace()
        let outcome = try await place.run(arguments, environment: [:])
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }
}
