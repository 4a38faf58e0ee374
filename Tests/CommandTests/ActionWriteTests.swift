import Foundation
import Sandbox
import TestSupport
import Testing

/// What the writing actions and those on incidents send, and what they print.
@Suite(.serialized)
struct ActionWriteTests {
    private static let falsePositive =
        #"{"status":"Success","data":{"falsePositive":{"count":1,"lastReported":"2026-01-31T00:00:00Z"}}}"#
    private static let attribute =
        #"{"status":"Success","data":{"attribute":{"id":54321,"type":"Description","value":"seen","displayed":true}}}"#
    private static let created =
        #"{"data":{"id":4,"type":"Host","rating":5.00},"message":"Created","status":"Success"}"#

    private func run(
        _ arguments: String...,
        input: String? = nil,
        status: Int = 200,
        body: String
    ) async throws -> (Program.Outcome, [ActionServer.Request]) {
        let server = try ActionServer { _ in (status, body) }
        let outcome = try await ActionPlace().run(arguments, environment: server.environment, input: input)
        return (outcome, server.requests)
    }

    @Test func falsePositiveIsReportedToEveryOwner() async throws {
        let (outcome, requests) = try await run(
            "indicator",
            "false-positive",
            "http://evil.example/x",
            "--owner",
            "A B",
            "--owner",
            "C",
            body: Self.falsePositive
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "\(Self.falsePositive)\n\(Self.falsePositive)\n")
        let path = "POST /api/v2/indicators/urls/http%3A%2F%2Fevil.example%2Fx/falsePositive"
        #expect(requests.map(\.line) == ["\(path)?owner=A%20B", "\(path)?owner=C"])
        #expect(requests.allSatisfy { $0.body.isEmpty && $0.headers["content-type"] == nil })
        #expect(requests.allSatisfy { $0.headers["authorization"] == "TC-Token t0ken" })
    }

    @Test func attributeIsAdded() async throws {
        let (outcome, requests) = try await run(
            "attribute",
            "add",
            "evil.example",
            "--attribute-type",
            "Description",
            "--value",
            "seen \"twice\"",
            "--displayed",
            "--source",
            "proxy",
            status: 201,
            body: Self.attribute
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(requests.map(\.line) == ["POST /api/v2/indicators/hosts/evil.example/attributes"])
        #expect(
            requests.first?.body
                == #"{"type":"Description","value":"seen \"twice\"","displayed":true,"source":"proxy"}"#
        )
        #expect(requests.first?.headers["content-type"] == "application/json")
    }

    @Test func attributesComeFromStandardInput() async throws {
        let (outcome, requests) = try await run(
            "attribute",
            "add",
            "--attribute-type",
            "Source",
            "--value",
            "list",
            "--concurrency",
            "1",
            input: """
                a.example
                {"indicator":"b.example","attribute_type":"Description","attribute_value":"own","displayed":false}
                {"indicator":"c.example","displayed":"perhaps"}
                """,
            body: Self.attribute
        )
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("c.example: displayed is \"perhaps\""), "\(outcome.errors)")
        #expect(
            requests.map(\.body) == [
                #"{"type":"Source","value":"list"}"#, #"{"type":"Description","value":"own","displayed":false}"#,
            ]
        )
        #expect(try outcome.objects().count == 3)
    }

    @Test func attributeIsUpdated() async throws {
        let (outcome, requests) = try await run(
            "attribute",
            "update",
            "evil.example",
            "--id",
            "54321",
            "--value",
            "new",
            "--no-displayed",
            body: Self.attribute
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(requests.map(\.line) == ["PUT /api/v2/indicators/hosts/evil.example/attributes/54321"])
        #expect(requests.first?.body == #"{"value":"new","displayed":false}"#)
    }

    @Test func missingPartsOfAnAttributeAreNamed() async throws {
        for (arguments, words) in [
            (["add", "a.example", "--value", "x"], "no attribute type"),
            (["add", "a.example", "--attribute-type", "x"], "no attribute value"),
            (["update", "a.example", "--value", "x"], "no attribute id"),
        ] {
            let server = try ActionServer { _ in (200, Self.attribute) }
            let outcome = try await ActionPlace().run(["attribute"] + arguments, environment: server.environment)
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func indicatorIsRatedWithEveryInput() async throws {
        let (outcome, requests) = try await run(
            "indicator",
            "rate",
            "evil[.]example",
            "--rating",
            "5",
            "--confidence",
            "85",
            "--inactive",
            "--active-locked",
            "--private",
            "--dns-active",
            "--no-whois-active",
            "--tag",
            "APT",
            "--technique",
            "T1566",
            "--label",
            "TLP:AMBER",
            "--group",
            "12",
            "--group",
            "Adversary:Bad: Guy",
            "--attribute",
            "Description=a=b",
            "--displayed",
            "--first-seen",
            "2026-01-31T00:00:00Z",
            "--last-seen",
            "2026-02-01T02:00:00+02:00",
            "--external-date-added",
            "2026-01-01T00:00:00Z",
            "--external-date-expires",
            "2027-01-01T00:00:00Z",
            "--external-last-modified",
            "2026-01-02T00:00:00Z",
            "--false-positive",
            "--observations",
            "3",
            "--owner",
            "Demo",
            status: 201,
            body: Self.created
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == Self.created + "\n")
        #expect(
            requests.map(\.line) == [
                "POST /api/v3/indicators?fields=associatedGroups&fields=attributes&fields=securityLabels&fields=tags"
            ]
        )
        let expected =
            #"{"type":"Host","hostName":"evil.example","ownerName":"Demo","rating":5,"confidence":85,"active":false,"#
            + #""activeLocked":true,"privateFlag":true,"dnsActive":true,"whoisActive":false,"#
            + #""firstSeen":"2026-01-31T00:00:00Z","lastSeen":"2026-02-01T00:00:00Z","#
            + #""externalDateAdded":"2026-01-01T00:00:00Z","externalDateExpires":"2027-01-01T00:00:00Z","#
            + #""externalLastModified":"2026-01-02T00:00:00Z","falsePositiveFlag":true,"observations":3,"#
            + #""associatedGroups":{"data":[{"id":12},{"name":"Bad: Guy","type":"Adversary"}]},"#
            + #""attributes":{"data":[{"type":"Description","value":"a=b","default":true}]},"#
            + #""securityLabels":{"data":[{"name":"TLP:AMBER"}]},"#
            + #""tags":{"data":[{"name":"APT"},{"techniqueId":"T1566"}]}}"#
        #expect(requests.first?.body == expected)
    }

    @Test func ratingsComeFromStandardInput() async throws {
        let (outcome, requests) = try await run(
            "indicator",
            "rate",
            "--confidence",
            "50",
            "--concurrency",
            "1",
            input: """
                {"value":"a.example","rating":2.5,"tags":["x"],"attributes":[{"type":"Source","value":"s"}],"groups":[7]}
                {"value":"b.example","rating":7}
                {"value":"c.example","rating":0,"confidence":"high"}
                {"value":"d.example","rating":0,"confidence":0,"active":true,"ownerName":"Other"}
                """,
            status: 201,
            body: Self.created
        )
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("b.example: rating is 7.0; a threat rating is 0–5"), "\(outcome.errors)")
        #expect(outcome.errors.contains("c.example: confidence is \"high\""), "\(outcome.errors)")
        #expect(
            requests.map(\.body) == [
                #"{"type":"Host","hostName":"a.example","rating":2.5,"confidence":50,"associatedGroups":{"data":[{"id":7}]},"#
                    + #""attributes":{"data":[{"type":"Source","value":"s"}]},"tags":{"data":[{"name":"x"}]}}"#,
                #"{"type":"Host","hostName":"d.example","ownerName":"Other","rating":0,"confidence":0,"active":true}"#,
            ]
        )
    }

    @Test func fileIsRatedWithAllItsHashes() async throws {
        let (md5, sha256) = (String(repeating: "ab", count: 16), String(repeating: "cd", count: 32))
        let (_, requests) = try await run(
            "indicator",
            "rate",
            "\(md5) : \(sha256)",
            "--type",
            "File",
            "--size",
            "9",
            body: Self.created
        )
        #expect(
            requests.first?.body
                == "{\"type\":\"File\",\"md5\":\"\(md5.uppercased())\",\"sha256\":\"\(sha256.uppercased())\",\"size\":9}"
        )
    }

    @Test func customTypesAreDiscoveredOnce() async throws {
        let types = #"""
            {"status":"Success","data":{"indicatorType":[{"name":"Bitcoin Address","custom":"true","apiBranch":"bitcoins",
            "apiEntity":"bitcoin","casePreference":"lower","value1Label":"Coin"}]}}
            """#
        let server = try ActionServer { request in
            request.line.contains("/v2/types/") ? (200, types) : (200, Self.falsePositive)
        }
        let outcome = try await ActionPlace().run(
            ["indicator", "false-positive", "--type", "bitcoin address", "ABC", "DEF"],
            environment: server.environment
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            Set(server.requests.map(\.line)) == [
                "GET /api/v2/types/indicatorTypes", "POST /api/v2/indicators/bitcoins/abc/falsePositive",
                "POST /api/v2/indicators/bitcoins/def/falsePositive",
            ]
        )
        #expect(server.requests.count == 3)
    }

    @Test func excludedValueDoesNotStopTheOthers() async throws {
        let server = try ActionServer { request in
            request.body.contains("google")
                ? (403, #"{"status":"Error","message":"This indicator is contained on a system-wide exclusion list."}"#)
                : (201, Self.created)
        }
        let outcome = try await ActionPlace().run(
            ["indicator", "rate", "google.example", "evil.example", "--rating", "3"],
            environment: server.environment
        )
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: google.example: status 403: This indicator is contained"))
        #expect(try outcome.objects().map { $0["status"] as? String } == ["Error", "Success"])
        #expect(server.requests.count == 2)
    }

    @Test func missingPermissionStopsOnceAndSpeaksOfWriting() async throws {
        let refused = #"{"status":"Failure","message":"The requested attribute was not created - access was denied"}"#
        let (outcome, requests) = try await run(
            "attribute",
            "add",
            "a.example",
            "b.example",
            "c.example",
            "--attribute-type",
            "Description",
            "--value",
            "x",
            "--concurrency",
            "1",
            status: 401,
            body: refused
        )
        #expect(outcome.status == 2)
        #expect(requests.count == 1)
        #expect(outcome.output == refused + "\n")
        #expect(outcome.errors.contains("may write"), "\(outcome.errors)")
    }

    /// A lost answer leaves it open whether the attribute is there; twice would be worse.
    @Test func attributeOfUnknownOutcomeIsNotRepeated() async throws {
        let requests = RequestCounts()
        let place = try ActionPlace()
        let fault = FaultRule(.reset, method: "POST")
        try await ActionPlace.served(faults: [fault], requests: requests) { environment in
            let outcome = try await place.run(
                ["attribute", "add", ActionPlace.host, "--attribute-type", "Description", "--value", "x"],
                environment: environment
            )
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("it may have been done: look before trying again"), "\(outcome.errors)")
            #expect(requests.snapshot.count(pathPrefix: "/api/v2/indicators/hosts/") == 1)
        }
    }

    @Test func incidentsListTheirIndicatorsAndTags() async throws {
        let server = try ActionServer { request in
            if request.line.contains("/incidents/404/") {
                return (404, #"{"status":"Failure","message":"The requested resource was not found"}"#)
            }
            return request.line.contains("/tags")
                ? (200, #"{"status":"Success","data":{"resultCount":1,"tag":[{"name":"Phishing"}]}}"#)
                : (
                    200,
                    #"{"status":"Success","data":{"resultCount":2,"host":[{"id":1,"rating":4.00},{"id":2}],"x":1}}"#
                )
        }
        let place = try ActionPlace()
        let indicators = try await place.run(
            ["incident", "indicators", "404", "67360", "--type", "Host", "--owner", "Acme"],
            environment: server.environment
        )
        #expect(indicators.status == 1)
        #expect(indicators.output == "{\"id\":1,\"rating\":4.00}\n{\"id\":2}\n")
        #expect(indicators.errors.contains("incident 404 (owner Acme): status 404"), "\(indicators.errors)")
        let tags = try await place.run(
            ["incident", "tags", "-"],
            environment: server.environment,
            input: "67360\n{\"id\":67361}\nabc\n"
        )
        #expect(tags.status == 1)
        #expect(tags.output == "{\"name\":\"Phishing\"}\n{\"name\":\"Phishing\"}\n")
        #expect(tags.errors.contains("abc: an incident id is a positive whole number"), "\(tags.errors)")
        #expect(
            server.requests.map(\.line) == [
                "GET /api/v2/groups/incidents/404/indicators/hosts?owner=Acme&resultLimit=500",
                "GET /api/v2/groups/incidents/67360/indicators/hosts?owner=Acme&resultLimit=500",
                "GET /api/v2/groups/incidents/67360/tags?resultLimit=500",
                "GET /api/v2/groups/incidents/67361/tags?resultLimit=500",
            ]
        )
    }
}
