import Observables
import TestSupport
import Testing
import ThreatConnect

/// Answers in plain JSON are read in another way than the rest. A byte order mark forces the other way.
struct PlainReplyTests {
    private static let host = Observable(kind: .host, canonical: "evil.example")

    private static let written = [
        #"{"status":"Success","data":{"host":{"id":7,"owner":{"id":1,"name":"O","type":"Source"},"dateAdded":"2017-06-21T17:50:25Z","lastModified":"2017-07-13T13:50:25-04:00","rating":4.00,"confidence":85,"threatAssessScore":354,"webLink":"https://tc.example.com/a?b=c&d=\u00fc","description":"D \"x\" \n","source":"ü","hostName":"evil.example","active":true,"falsePositiveCount":2,"tag":[{"name":"Phishing"},{"name":"APT"}]}}}"#,
        #"{"status":"Success","data":{"host":{"id":"7","ownerName":"O","rating":"3.5","confidence":"50","active":"1","tags":{"data":[{"name":"x"}]},"summary":"s.example","webLink":null,"observations":[]}}}"#,
        #"{"status":"Success","data":{"resultCount":1,"Host":{"id":7,"hostname":"a.example","owner":null,"rating":-0.5,"confidence":1e2}}}"#,
        #" { "status" : "Success" , "data" : { "host" : { "id" : 7 , "tag" : [ ] , "rating" : 12345678901234567 } } } "#,
        #"{"status":"Failure","message":"no"}"#, #"{"status":"Success","data":null}"#,
        #"{"status":1,"description":false}"#,
    ]

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// What came of it, without the length of the body and what messages quote from it.
    private func meaning(of body: [UInt8]) async throws -> String {
        var settings = try ConnectionSettings.example()
        settings.maxAttempts = 1
        let client = ThreatConnectClient(
            settings: settings,
            transport: ScriptedTransport(.success(APIResponse(status: 200, body: body))),
            environment: VirtualTime().environment,
            logger: silent
        )
        do {
            let answer = try await client.indicator(Self.host, owner: nil, members: [.tags, .additional])
            guard case .failure(let failure) = answer else { return "\(answer)" }
            let words = failure.detail.replacing(" \(body.count) bytes", with: "").split(separator: " is not Success: ")
            return "\(failure.code) \(words.first ?? "")"
        } catch {
            return "\(error)"
        }
    }

    @Test func plainAnswersMeanWhatTheFullDecoderReads() async throws {
        let mutator = Mutator(
            Self.written.map { Array($0.utf8) },
            tokens: [
                "{", "}", "[", "]", ":", ",", "null", "true", "\"id\":", "\"name\":", "\"\"", "0", "-", "4.00", "1e3",
                "-0",
                "01", "\"7\"", "\\", "\\u00e9", "\\ud800", "\u{E9}", "\"Host\":{\"id\":1}",
            ]
        )
        try await FuzzBudget("plain answers", inputs: 3_000).run { random, seed in
            let body = mutator.text(&random)
            // A second mark is no mark.
            guard !body.starts(with: Self.byteOrderMark) else { return }
            let (plain, full) = (try await meaning(of: body), try await meaning(of: Self.byteOrderMark + body))
            #expect(plain == full, "\(seed) \(String(decoding: body, as: UTF8.self))")
        }
    }

    @Test(arguments: written.indices)
    func everyFormIsReadAlike(number: Int) async throws {
        let body = Array(Self.written[number].utf8)
        #expect(try await meaning(of: body) == meaning(of: Self.byteOrderMark + body))
    }

    @Test(arguments: [
        "0.1", "4.00", "0.30000000000000", "123456789012.345", "3", "999999999999999", "0.000000000000001",
    ])
    func decimalsAreTheNearestOnes(text: String) async throws {
        let body = #"{"status":"Success","data":{"host":{"id":1,"rating":\#(text)}}}"#
        let expected = try #require(Double(text))
        #expect(try await meaning(of: Array(body.utf8)).contains("rating: Optional(\(expected))"))
    }

    @Test(arguments: [
        #""id":1,"id":2"#, #""\u0069d":1"#, #""id":1,"é":2"#, #""id":9223372036854775807"#,
        #""id":9223372036854775808"#,
    ])
    func oddMembersMeanTheSameInBothWays(members: String) async throws {
        let body = Array(#"{"status":"Success","data":{"host":{\#(members)}}}"#.utf8)
        #expect(try await meaning(of: body) == meaning(of: Self.byteOrderMark + body))
    }
}
