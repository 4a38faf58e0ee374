import Observables
import Testing
import ThreatConnect

/// Lists of v2, page after page (API document, sections 3.3, 3.4, 4.4, 4.5, 4.7 and 4.8).
struct PagesTests {
    private static func page(_ ids: Range<Int>, total: Int? = nil, member: String = "indicator") -> APIResponse {
        let items = ids.map { #"{"id":\#($0),"rating":4.00,"new":{"x":[1.10]}}"# }.joined(separator: ",")
        let count = total.map { "\"resultCount\":\($0)," } ?? ""
        return .json(200, "{\"status\":\"Success\",\"data\":{\(count)\"\(member)\":[\(items)]}}")
    }

    private func ids(_ pages: APIPages) async throws -> [Int64] {
        var ids: [Int64] = []
        for try await page in pages { ids += page.items.compactMap { $0["id"]?.integer } }
        return ids
    }

    private func client(_ answers: APIResponse...) throws -> (ThreatConnectClient, ScriptedTransport) {
        let transport = ScriptedTransport(sequence: answers.map { .success($0) })
        return (try ThreatConnectClient.scripted(transport), transport)
    }

    @Test func pagesAreReadToTheCount() async throws {
        let (client, transport) = try client(Self.page(0..<3, total: 7), Self.page(3..<6), Self.page(6..<7))
        #expect(try await ids(client.indicatorPages(type: nil, owner: "A B", pageSize: 3)) == Array(0..<7))
        #expect(
            transport.requests.map(\.target.text) == [
                "/api/v2/indicators?owner=A%20B&resultLimit=3",
                "/api/v2/indicators?owner=A%20B&resultLimit=3&resultStart=3",
                "/api/v2/indicators?owner=A%20B&resultLimit=3&resultStart=6",
            ]
        )
    }

    @Test func shiftedPagesGiveEachOnce() async throws {
        let (client, _) = try client(Self.page(0..<3, total: 6), Self.page(2..<5), Self.page(5..<5))
        #expect(try await ids(client.indicatorPages(type: nil, owner: nil, pageSize: 3)) == Array(0..<5))
    }

    @Test func withoutCountAShortPageIsTheLast() async throws {
        let (client, transport) = try client(Self.page(0..<3), Self.page(3..<5))
        #expect(try await ids(client.indicatorPages(type: nil, owner: nil, pageSize: 3)) == Array(0..<5))
        #expect(transport.requests.count == 2)
    }

    @Test func serverThatGivesLessAtOnceLosesNothing() async throws {
        let (client, _) = try client(Self.page(0..<2, total: 5), Self.page(2..<4), Self.page(4..<5))
        #expect(try await ids(client.indicatorPages(type: nil, owner: nil, pageSize: 100)) == Array(0..<5))
    }

    @Test func countThatPromisesTooMuchEndsWithAnEmptyPage() async throws {
        let (client, transport) = try client(Self.page(0..<2, total: 500), Self.page(2..<2))
        #expect(try await ids(client.indicatorPages(type: nil, owner: nil, pageSize: 2)) == [0, 1])
        #expect(transport.requests.count == 2)
    }

    @Test func nothingIsAskedBeforeItIsWanted() async throws {
        let (client, transport) = try client(Self.page(0..<2, total: 4), Self.page(2..<4))
        var pages = client.indicatorPages(type: nil, owner: nil, pageSize: 2).makeAsyncIterator()
        #expect(transport.requests.isEmpty)
        #expect(try await pages.next()?.total == 4)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        #"{"status":"Success","data":{"resultCount":0}}"#, #"{"status":"Success"}"#,
        #"{"status":"Success","data":{"resultCount":0,"indicator":[]}}"#,
        #"{"status":"Success","data":{"indicator":{}}}"#,
    ])
    func missingListIsAnEmptyOne(body: String) async throws {
        let (client, transport) = try client(.json(200, body))
        #expect(try await ids(client.incidentIndicatorPages(id: 67360)).isEmpty)
        #expect(transport.requests.map(\.target.text) == ["/api/v2/groups/incidents/67360/indicators?resultLimit=500"])
    }

    @Test func typedListHasItsEntityInAnyCase() async throws {
        for member in ["emailAddress", "emailaddress", "other"] {
            let (client, transport) = try client(Self.page(0..<2, total: 2, member: member))
            let type = IndicatorType(.emailAddress)
            #expect(try await ids(client.indicatorPages(type: type, owner: nil)) == [0, 1])
            #expect(transport.requests[0].target.text.hasPrefix("/api/v2/indicators/emailAddresses?"))
        }
    }

    @Test func filtersAndIncludesAreSent() async throws {
        let (client, transport) = try client(Self.page(0..<0, total: 0))
        let filters = [ListFilter("rating", .greater, "3"), ListFilter("summary", .startsWith, "a b")]
        let pages = client.indicatorPages(
            type: IndicatorType(.host),
            owner: nil,
            filters: filters,
            orParams: true,
            modifiedSince: "2026-01-31T00:00:00Z",
            includes: [.tags, .attributes, .labels, .additional],
            pageSize: 10
        )
        _ = try await ids(pages)
        #expect(
            transport.requests[0].target.text
                == "/api/v2/indicators/hosts?filters=rating%3E3%2Csummary%5Ea%20b&orParams=true&includes=tags"
                + "&includes=attributes&includes=labels&includeAdditional=true&modifiedSince=2026-01-31T00%3A00%3A00Z"
                + "&resultLimit=10"
        )
    }

    @Test func itemsAreWhatTheServerWrote() async throws {
        let (client, _) = try client(Self.page(0..<1, total: 1))
        var pages = client.indicatorPages(type: nil, owner: nil).makeAsyncIterator()
        #expect(try await pages.next()?.items.map(\.description) == [#"{"id":0,"rating":4.00,"new":{"x":[1.10]}}"#])
    }

    @Test func failureOfALaterPageIsThrownAfterTheFirst() async throws {
        let (client, _) = try client(Self.page(0..<2, total: 4), .html(503))
        var pages = client.indicatorPages(type: nil, owner: nil, pageSize: 2).makeAsyncIterator()
        #expect(try await pages.next()?.items.count == 2)
        await #expect(throws: LookupFailure.self) { try await pages.next() }
        #expect(try await pages.next() == nil)
    }

    @Test func unknownIncidentIsAFailureOfThatIncident() async throws {
        let (client, _) = try client(.failure(404, "The requested resource was not found"))
        let failure = await #expect(throws: LookupFailure.self) {
            _ = try await ids(client.incidentTagPages(id: 1))
        }
        #expect(failure?.detail.contains("404") == true)
    }

    @Test func incidentIsRead() async throws {
        let body = #"""
            {"status":"Success","data":{"incident":{"id":"67360","name":"I","owner":{"name":"Acme"},"status":"Open",
            "eventDate":"2017-07-13T00:00:00-04:00"}}}
            """#
        let (client, transport) = try client(.json(200, body))
        let incident = try await client.incident(id: 67360).get()
        let expected = Incident(
            id: 67360,
            name: "I",
            eventDate: "2017-07-13T04:00:00Z",
            status: "Open",
            ownerName: "Acme"
        )
        #expect(incident == expected)
        #expect(transport.requests[0].target.text == "/api/v2/groups/incidents/67360?includeAdditional=true")
    }

    @Test(arguments: [
        ("rating>3", ListFilter("rating", .greater, "3")), ("summary ^ a=b", ListFilter("summary", .startsWith, "a=b")),
        ("rating", nil), ("=3", nil), ("rating>", nil), ("rating>=3", nil), ("rating!=3", nil),
        ("summary=a,active=false", nil),
    ])
    func filterIsReadFromText(text: String, filter: ListFilter?) {
        #expect(ListFilter(text) == filter)
    }
}
