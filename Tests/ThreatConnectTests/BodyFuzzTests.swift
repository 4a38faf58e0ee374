import Foundation
import Observables
import TestSupport
import Testing
import ThreatConnect

/// Whatever a server answers, the client gives an answer or a failure, and goes on.
struct BodyFuzzTests {
    private static let written = [
        #"{"status":"Success","data":{"host":{"id":7,"owner":{"name":"O"},"hostName":"evil.example","rating":"3.0","confidence":50,"tag":[{"name":"t"}]}}}"#,
        #"{"status":"Success","data":[{"id":2,"ownerName":"O","type":"Host","summary":"evil.example","rating":4.00,"tags":{"data":[{"name":"x"}]}}],"count":1}"#,
        #"{"status":"Success","data":{"resultCount":2,"indicator":[{"id":1,"type":"Host","summary":"a.example"},{"id":2,"type":"Address","summary":"192.0.2.1"}]}}"#,
        #"{"status":"Success","data":{"resultCount":1,"owner":[{"id":1,"name":"O","type":"Organization"}]}}"#,
        #"{"status":"Failure","message":"no"}"#, "{}", "[]", "null", "<html></html>", "",
    ]

    private static func seeds() -> [[UInt8]] {
        let own = written.map { Array($0.utf8) }
        guard let folder = try? SharedData.url("fixtures/threatconnect"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else {
            print("BodyFuzzTests: without recorded answers: \(SharedData.reason)")
            return own
        }
        let recorded = names.sorted().filter { $0.hasSuffix(".json") }.compactMap { name in
            FileManager.default.contents(atPath: folder.appendingPathComponent(name).path).map { [UInt8]($0) }
        }
        return own + recorded.filter { $0.count < 20_000 }
    }

    @Test func everyBodyIsAnAnswerOrAFailure() async throws {
        let mutator = Mutator(
            Self.seeds(),
            tokens: [
                "{", "}", "[", "]", ":", ",", "null", "true", "\"data\":", "\"status\":\"Success\"", "\"id\":", "1e400",
                "\\ud800", "\"next\":\"/x\"",
            ]
        )
        let host = Observable(kind: .host, canonical: "evil.example")
        let form = QueryForm(owners: ["O"], members: [.tags], includesInactive: true, usesBody: false)
        try await FuzzBudget("API bodies", inputs: 1_500).run { random, seed in
            let status = [200, 200, 200, 201, 400, 404, 500].randomElement(using: &random) ?? 200
            let body = mutator.text(&random)
            let type = HeaderField("Content-Type", "application/json")
            var settings = try ConnectionSettings.example()
            settings.maxAttempts = 1
            settings.maxWait = .zero
            let client = ThreatConnectClient(
                settings: settings,
                transport: ScriptedTransport(.success(APIResponse(status: status, headers: [type], body: body))),
                environment: VirtualTime().environment,
                logger: silent
            )
            do {
                if case .success(let found?) = try await client.indicator(host, owner: "O", members: [.tags]) {
                    #expect(found.kind == .host, "\(seed)")
                }
                var pack = client.pack(form.lane(of: host), form, limit: 2_000)
                let isAdded = pack.add(host)
                #expect(isAdded)
                let answers = try await client.intelligence(pack)
                #expect(answers.keys.elementsEqual([host]), "\(seed)")
                _ = try await client.owners()
            } catch let error as RunStoppingError {
                #expect(!error.message.isEmpty, "\(seed)")
            }
        }
    }
}
