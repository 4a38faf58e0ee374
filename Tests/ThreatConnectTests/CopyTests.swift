import NIOConcurrencyHelpers
import Observables
import TestSupport
import Testing
import ThreatConnect

/// Reading copies in packs (API document, section 8.3).
struct CopyTests {
    private static let empty = APIResponse.json(200, #"{"status":"Success","data":[]}"#)

    private func host(_ name: String) -> Observable { Observable(kind: .host, canonical: name) }

    private func copies(
        _ transport: any HTTPTransport,
        _ observables: [Observable],
        owner: String? = "Acme",
        targetBytes: Int = 2000
    ) async throws -> [Observable: Result<IndicatorCopy?, LookupFailure>] {
        let client = ThreatConnectClient(
            settings: try .example(),
            transport: transport,
            environment: VirtualTime().environment,
            logger: silent
        )
        return try await client.copies(of: observables, owner: owner, targetBytes: targetBytes)
    }

    @Test func oneRequestAsksForSeveral() async throws {
        let page = #"""
            {"status":"Success","data":[{"id":2,"ownerName":"Acme","type":"Host","summary":"B.example","rating":4.00,"confidence":0,
            "active":false,"lastModified":"2021-11-05T16:43:17Z","falsePositives":2,"falsePositiveReportedByUser":true,
            "tags":{"data":[{"id":9,"name":"APT"}],"count":1},"securityLabels":{},
            "associatedGroups":{"data":[{"id":67360,"type":"Incident","name":"I"}]},
            "attributes":{"data":[{"id":10,"type":"Description","value":"v","source":"s","default":true}]}}]}
            """#
        let transport = ScriptedTransport(.success(.json(200, page)))
        let (a, b) = (host("a.example"), host("b.example"))
        let answers = try await copies(transport, [a, b, a])
        #expect(answers[a] == .success(nil))
        let copy = try #require(try answers[b]?.get())
        #expect(copy.rating == 4 && copy.confidence == 0 && !copy.active && copy.tags == ["APT"])
        #expect(copy.groups == [GroupLink(id: 67360, type: "Incident", name: "I")])
        #expect(
            copy.attributes == [AttributeCopy(id: 10, type: "Description", value: "v", displayed: true, source: "s")]
        )
        #expect(copy.falsePositives == 2 && copy.falsePositiveReportedByUser == true)
        #expect(copy.securityLabels.isEmpty && copy.lastModified == "2021-11-05T16:43:17Z")
        #expect(transport.requests.count == 1)
        let target = try #require(transport.requests.first?.target.text)
        let tql = try #require(PercentEncoding.decode(target))
        #expect(
            tql.contains(#"tql=ownerName = "Acme" and typeName = "Host" and summary in ("a.example","b.example") and "#)
        )
        #expect(tql.contains("(indicatorActive = true or indicatorActive = false)"))
        #expect(
            tql.contains(
                "fields=tags&fields=attributes&fields=securityLabels&fields=associatedGroups&fields=falsePositives"
            )
        )
        #expect(tql.contains("owner=Acme"))
    }

    @Test func ownOrganizationIsResolvedOnce() async throws {
        let mine = APIResponse.json(
            200,
            #"{"status":"Success","data":{"owner":{"id":1,"name":"Own Org","type":"Organization"}}}"#
        )
        let transport = ScriptedTransport(.success(mine), .success(Self.empty))
        let kinds = [host("a.example"), Observable(kind: .address, canonical: "203.0.113.7")]
        _ = try await copies(transport, kinds, owner: nil)
        #expect(transport.requests.map { $0.target.text.contains("/v2/owners/mine") } == [true, false, false])
        #expect(transport.requests[1].target.text.contains("Own%20Org"))
    }

    @Test func filesAreFoundByEveryHash() async throws {
        let (md5, sha1) = (String(repeating: "AB", count: 16), String(repeating: "CD", count: 20))
        let item =
            #"{"id":3,"type":"File","summary":"\#(md5) : \#(sha1)","md5":"\#(md5.lowercased())","sha1":"\#(sha1)"}"#
        let transport = ScriptedTransport(.success(.json(200, #"{"status":"Success","data":[\#(item)]}"#)))
        let asked = [md5, sha1].map { Observable(kind: .file, canonical: $0) }
        let answers = try await copies(transport, asked)
        for observable in asked { #expect(try answers[observable]?.get()?.id == 3) }
        let tql = transport.requests.compactMap { PercentEncoding.decode($0.target.text) }
        #expect(tql[0].contains("value1 in (\"\(md5)\")") && tql[1].contains("value2 in (\"\(sha1)\")"))
    }

    @Test func cutListsAreCompleted() async throws {
        let page = #"""
            {"status":"Success","data":[{"id":2,"type":"Host","summary":"a.example","tags":{"data":[{"name":"x"}],"count":2},
            "attributes":{"data":[],"count":1}}]}
            """#
        let attributes = #"{"status":"Success","data":[{"id":10,"type":"Source","value":"v","default":false}]}"#
        let tags = #"{"status":"Success","data":{"resultCount":2,"tag":[{"name":"x"},{"name":"y"}]}}"#
        let transport = ScriptedTransport(
            .success(.json(200, page)),
            .success(.json(200, attributes)),
            .success(.json(200, tags))
        )
        let copy = try #require(try await copies(transport, [host("a.example")])[host("a.example")]?.get())
        #expect(copy.tags == ["x", "y"] && copy.attributes.map(\.id) == [10])
        #expect(transport.requests[1].target.text.hasPrefix("/api/v3/indicatorAttributes?tql=indicatorId%20%3D%202"))
        #expect(transport.requests[2].target.text.hasPrefix("/api/v2/indicators/hosts/a.example/tags?owner=Acme"))
    }

    @Test func pagesAreCountedHereAndNextIsNotFollowed() async throws {
        let first =
            #"{"status":"Success","next":"https://other.example/api/v3/x","data":[{"id":1,"type":"Host","summary":"a.example"}]}"#
        let second =
            #"{"status":"Success","data":[{"id":1,"type":"Host","summary":"a.example"},{"id":2,"type":"Host","summary":"b.example"}]}"#
        let transport = ScriptedTransport(.success(.json(200, first)), .success(.json(200, second)))
        let asked = [host("a.example"), host("b.example")]
        let answers = try await copies(transport, asked)
        #expect(try asked.map { try answers[$0]?.get()?.id } == [1, 2])
        #expect(transport.requests.allSatisfy { $0.origin == "https://tc.example.com" })
        #expect(transport.requests[1].target.text.hasSuffix("&resultStart=1"))
    }

    @Test func poisonValueStandsAloneInTheEnd() async throws {
        let hosts = (0..<16).map { host("h\($0).example") }
        let transport = PoisonTransport(poison: "h11.example")
        let answers = try await copies(transport, hosts)
        for observable in hosts {
            let isPoison = observable.canonical == "h11.example"
            #expect(((try? answers[observable]?.get()?.id) != nil) != isPoison, "\(observable.canonical)")
        }
        #expect(transport.count <= 9)
    }

    @Test func unavailableServerFailsAllWithoutHalving() async throws {
        let transport = ScriptedTransport(.success(.html(503)))
        let answers = try await copies(transport, [host("a.example"), host("b.example")])
        #expect(transport.requests.count == 5)
        for answer in answers.values {
            #expect(throws: LookupFailure.self) { try answer.get() }
        }
    }

    /// Seeded; printed when it fails.
    @Test func packsHoldEveryValueOnceWithinTheBudget() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let budget = 700 + Int(random.next() % 2500)
            let observables = (0..<Int(1 + random.next() % 120)).map { _ in Self.observable(&random) }
            let transport = ScriptedTransport(.success(Self.empty))
            let answers = try await copies(transport, observables, owner: #"Ac"me"#, targetBytes: budget)
            #expect(Set(answers.keys) == Set(observables), "seed \(seed)")
            var asked: [String] = []
            for request in transport.requests {
                let values = try #require(TQLLiterals.list(in: request.target.text), "seed \(seed)")
                #expect(request.target.text.utf8.count <= budget || values.count == 1, "seed \(seed)")
                asked += values
            }
            #expect(asked.sorted() == Set(observables).map(\.canonical).sorted(), "seed \(seed)")
        }
    }

    private static func observable(_ random: inout SeededGenerator) -> Observable {
        let characters = Array("ab'\"\\`(),= äé%&+\u{1F600}")
        let length = 1 + Int(random.next() % 60)
        let text = (0..<length).map { _ in characters[Int(random.next() % UInt64(characters.count))] }
        let kinds: [ObservableKind] = [.mutex, .userAgent, .emailSubject]
        return Observable(kind: kinds[Int(random.next() % 3)], canonical: String(text))
    }
}

/// Reads the `in (…)` list of a request target back, undoing the four escapes.
private enum TQLLiterals {
    static func list(in target: String) -> [String]? {
        guard let start = target.firstRange(of: "tql="),
            let tql = PercentEncoding.decode(target[start.upperBound...].prefix { $0 != "&" }),
            let list = tql.firstRange(of: " in (")
        else { return nil }
        var rest = tql[list.upperBound...].unicodeScalars
        var values: [String] = []
        while rest.popFirst() == "\"" {
            var value = String.UnicodeScalarView()
            while let scalar = rest.popFirst(), scalar != "\"" {
                if ["'", "`"].contains(scalar) { return nil }
                guard scalar != "\\" else {
                    guard let escaped = rest.popFirst(), ["\\", "\"", "'", "`"].contains(escaped) else { return nil }
                    value.append(escaped)
                    continue
                }
                value.append(scalar)
            }
            values.append(String(value))
            guard let next = rest.popFirst() else { return nil }
            if next == ")" { return values }
        }
        return nil
    }
}

/// Refuses every request that mentions one value; answers the first value of any other.
private final class PoisonTransport: HTTPTransport {
    private let poison: String
    private let sent = NIOLockedValueBox(0)

    init(poison: String) { self.poison = poison }

    var count: Int { sent.withLockedValue { $0 } }

    func send(_ request: APIRequest) async throws(TransportError) -> APIResponse {
        sent.withLockedValue { $0 += 1 }
        let values = TQLLiterals.list(in: request.target.text) ?? []
        guard !values.contains(poison) else { return .json(400, #"{"status":"Error","message":"invalid TQL"}"#) }
        let items = values.map { #"{"id":1,"type":"Host","summary":"\#($0)"}"# }
        // Ids repeat on purpose only across requests.
        let unique = items.enumerated().map { $1.replacing(#""id":1,"#, with: #""id":\#($0 + 1),"#) }
        return .json(200, #"{"status":"Success","data":[\#(unique.joined(separator: ","))]}"#)
    }
}

extension CopyTests {
    private static func record(_ id: Int, _ name: String, owner: String = "Acme") -> String {
        #"{"id":\#(id),"ownerName":"\#(owner)","type":"Host","summary":"\#(name)"}"#
    }

    @Test func missingListIsNoAbsence() async throws {
        let transport = ScriptedTransport(.success(.json(404, #"{"status":"Error","message":"not found"}"#)))
        let answers = try await copies(transport, [host("a.example")])
        guard case .failure(let failure)? = answers[host("a.example")] else {
            Issue.record("\(answers)")
            return
        }
        #expect(failure.code == .badResponse)
    }

    @Test func copyOfAnotherOwnerIsNotTaken() async throws {
        let page = #"{"status":"Success","data":[\#(Self.record(1, "a.example", owner: "Other"))]}"#
        let answers = try await copies(ScriptedTransport(.success(.json(200, page))), [host("a.example")])
        #expect(answers[host("a.example")] == .success(nil))
    }

    @Test func serverThatIgnoresTheOffsetIsNotAskedForEver() async throws {
        let page = #"{"status":"Success","next":"/v3/x","data":[\#(Self.record(1, "a.example"))]}"#
        let transport = ScriptedTransport(.success(.json(200, page)))
        let answers = try await copies(transport, [host("a.example")])
        guard case .failure(let failure)? = answers[host("a.example")] else {
            Issue.record("what a repeated page leaves out passes for absent: \(answers)")
            return
        }
        #expect(failure.detail == "the server repeats a page of the list")
        #expect(transport.requests.count == 2)
    }

    @Test func unreadableRecordFailsOnlyItsOwnValue() async throws {
        let bad = #"{"status":"Success","data":[{"id":"none","type":"Host","summary":"a.example"}]}"#
        let good = #"{"status":"Success","data":[\#(Self.record(2, "b.example"))]}"#
        let transport = ScriptedTransport(
            .success(.json(200, bad)),
            .success(.json(200, bad)),
            .success(.json(200, good))
        )
        let answers = try await copies(transport, [host("a.example"), host("b.example")])
        #expect(answers.values.count { if case .failure = $0 { true } else { false } } == 1)
        #expect(try answers[host("b.example")]?.get()?.id == 2)
    }
}
