import Foundation
import Sandbox
import Testing

/// Several requests over one connection: some are answered before any parser of HTTP has seen them, others are not.
struct ConnectionTests {
    private static let host = "/api/v2/indicators/hosts/evil.example"
    private static let address = "/api/v2/indicators/addresses/203.0.113.7"
    /// Answered later than those of single indicators.
    private static let slow = "/api/v2/owners"

    @Test(arguments: [Int.max, 1000, 100, 9])
    func answersComeInTheOrderOfTheRequests(pieceLength: Int) async throws {
        let targets = [Self.host, Self.slow, Self.address, Self.host, Self.slow, Self.slow, Self.address]
        let text = targets.map { request("GET", $0) }.joined() + request("GET", Self.host, ["Connection": "close"])
        let replies = try await TestServer.run { await $0.converse(text.pieces(of: pieceLength)) }
        #expect(replies.map(\.status) == Array(repeating: 200, count: 8))
        #expect(
            replies.map(\.entity) == ["host", "owner", "address", "host", "owner", "owner", "address", "host"]
        )
    }

    @Test func requestsMayWaitForTheAnswersBefore() async throws {
        let targets = [Self.host, Self.slow, Self.address, Self.slow, Self.host]
        let pieces = targets.map { request("GET", $0) } + [request("GET", Self.address, ["Connection": "close"])]
        let requests = RequestCounts()
        let replies = try await TestServer.run(requests: requests) { await $0.converse(pieces) }
        #expect(replies.map(\.entity) == ["host", "owner", "address", "owner", "host", "address"])
        #expect(requests.snapshot.total == 6)
        #expect(requests.snapshot.inFlight == 0)
    }

    @Test(arguments: [true, false])
    func answersAfterAWriteAreFresh(atOnce: Bool) async throws {
        let tag = "/api/v2/indicators/hosts/evil.example/tags/New"
        let target = Self.host + "?includeTags=true"
        let pieces = [
            request("GET", target), request("POST", tag), request("GET", target), request("DELETE", tag),
            request("GET", target, ["Connection": "close"]),
        ]
        let replies = try await TestServer.run { await $0.converse(atOnce ? [pieces.joined()] : pieces) }
        #expect(replies[1].status == 201)
        let tags = [replies[0], replies[2], replies[4]].map { $0.value("data.host.tag.name") as? [String] }
        #expect(
            tags == [
                ["Phishing", "Nation State"], ["Phishing", "Nation State", "New"], ["Phishing", "Nation State"],
            ]
        )
    }

    @Test func refusalsLeaveTheConnectionOpen() async throws {
        let requests = [
            request("GET", Self.host + "x"), request("GET", Self.host, signedAs: Self.address),
            request("GET", Self.host),
            request("GET", "/api/v2/nothing"), request("GET", Self.address, ["Connection": "close"]),
        ]
        let replies = try await TestServer.run { await $0.converse(requests) }
        #expect(replies.map(\.status) == [404, 401, 200, 404, 200])
        #expect(replies[0].text == #"{"status":"Failure","message":"The requested resource was not found"}"#)
    }

    @Test func nothingIsAnsweredAfterTheLastRequest() async throws {
        let text = request("GET", Self.host, ["Connection": "close"]) + request("GET", Self.address)
        let replies = try await TestServer.run { await $0.converse([text]) }
        #expect(replies.map(\.entity) == ["host"])
    }

    /// What a client may add without meaning anything by it.
    @Test(arguments: [
        "X-Note: a b \r\n", "X-Note:a\r\n", "X-Note: \u{FC}\r\n", "X-Note:\r\n", "X_Note: 1\r\n",
        "Connection: keep-alive\r\n", "Connection: Keep-Alive, x\r\n", "Content-Length: 0\r\n", "Expect: nothing\r\n",
        "X-Note: \(String(repeating: "x", count: 20_000))\r\n",
    ])
    func furtherFieldsChangeNothing(fields: String) async throws {
        let plain = request("GET", Self.host)
        // A line's end is one character.
        let odd = plain.dropLast() + fields + "\r\n"
        let last = request("GET", Self.address, ["Connection": "close"])
        let replies = try await TestServer.run { await $0.converse([plain + odd + plain, odd + last]) }
        #expect(replies.map(\.status) == [200, 200, 200, 200, 200])
        #expect(
            replies.dropLast().allSatisfy { $0.body == replies[0].body && $0.headers.keys == replies[0].headers.keys }
        )
    }

    @Test(arguments: ["Authorization: TC x:y\r\n", "Timestamp: 1\r\n"])
    func secondCredentialsAreRefusedOnEveryWay(field: String) async throws {
        let requests = [Self.host, Self.slow].map { String(request("GET", $0).dropLast()) + field + "\r\n" }
        let last = request("GET", Self.address, ["Connection": "close"])
        let replies = try await TestServer.run { await $0.converse(requests + [last]) }
        #expect(replies.map(\.status) == [401, 401, 200])
    }

    @Test func bodiesAreNotTakenForRequests() async throws {
        let body = request("GET", Self.address)
        let pieces = [
            request("GET", Self.host, ["Content-Length": "\(body.utf8.count)"]) + body, request("GET", Self.slow),
            request("GET", Self.host, ["Transfer-Encoding": "chunked"]) + "3\r\nabc\r\n0\r\n\r\n",
            request("GET", Self.address, ["Connection": "close"]),
        ]
        let replies = try await TestServer.run { await $0.converse(pieces) }
        #expect(replies.map(\.entity) == ["host", "owner", "host", "address"])
    }

    @Test func fieldNamesMayBeInAnyCase() async throws {
        let text = request("GET", Self.host, ["Connection": "close"])
            .replacing("Timestamp:", with: "TIMESTAMP:").replacing("Authorization:", with: "authorization:")
        let replies = try await TestServer.run { await $0.converse([text]) }
        #expect(replies.map(\.status) == [200])
    }

    @Test func answersSayWhenTheyWereMade() async throws {
        let replies = try await TestServer.run { client in
            await client.converse([request("GET", Self.slow), request("GET", Self.host, ["Connection": "close"])])
        }
        #expect(
            replies.map { $0.headers.keys.sorted() }.allSatisfy { $0 == ["content-length", "content-type", "date"] }
        )
    }

    private func request(
        _ method: String,
        _ target: String,
        _ fields: [String: String] = [:],
        signedAs signed: String? = nil
    ) -> String {
        let fields = RawClient.signed(signed ?? target, method: method).merging(fields) { $1 }
        let lines = fields.map { "\($0): \($1)\r\n" }.joined()
        return "\(method) \(target) HTTP/1.1\r\nHost: sandbox\r\n\(lines)\r\n"
    }
}

extension RawClient.Reply {
    /// `host` of `{"status":"Success","data":{"host":{`…
    fileprivate var entity: String? { (value("data") as? [String: Any])?.keys.first { $0 != "resultCount" } }
}

extension String {
    fileprivate func pieces(of length: Int) -> [String] {
        guard length < count else { return [self] }
        return stride(from: 0, to: count, by: length).map { String(dropFirst($0).prefix(length)) }
    }
}
