import Foundation
import Observables
import PipelineFile
import Synchronization
import TestSupport
import Testing
import ThreatConnect

/// Strategy `query` against a server that does anything at any time.
struct QueryChaosTests {
    private static let hosts = (0..<60).map { Observable(kind: .host, canonical: "h\($0).example.com") }

    /// Every third host is known, with a rating that tells which; some of the others cannot be asked about.
    private static func rating(_ number: Int) -> Int? { number % 3 == 0 ? number % 6 : nil }
    private static func isPoison(_ number: Int) -> Bool { number % 17 == 5 }

    /// An answer is the truth or a failure, and never an absence of what is known. Seeded; the seed is printed.
    @Test func answersAreTrueOrFailed() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var (hits, absences) = (0, 0)
        for round in 0..<40 {
            for (number, answer) in try await answers(round: round, seed: seed).enumerated() {
                let place = "\(Self.hosts[number].canonical) in round \(round), seed \(seed)"
                switch answer {
                case .hit(let found):
                    #expect(found.leading.rating == Self.rating(number).map(Double.init), "\(place)")
                    #expect(found.leading.summary == Self.hosts[number].canonical && !Self.isPoison(number), "\(place)")
                    hits += 1
                case .absent:
                    #expect(Self.rating(number) == nil && !Self.isPoison(number), "\(place)")
                    absences += 1
                case .failed: break
                case .skipped: Issue.record("\(place)")
                }
            }
        }
        // Of 800 that are known, and 1,440 others that may be asked about.
        #expect(hits > 100 && absences > 200, "seed \(seed)")
    }

    private func answers(round: Int, seed: UInt64) async throws -> [Answer] {
        let server = ChaoticServer(seed: seed &+ UInt64(round))
        let transport = ScriptedTransport { request, _ throws(TransportError) in try server.answer(request) }
        let settings = QuerySettings(maxRequestBytes: [700, 2_000][round % 2], usesBody: round % 4 > 1, linger: .zero)
        return try await transport.answers(Self.hosts, settings)
    }

    private final class ChaoticServer: Sendable {
        private let random: Mutex<SeededGenerator>

        init(seed: UInt64) { random = Mutex(SeededGenerator(seed: seed)) }

        func answer(_ request: APIRequest) throws(TransportError) -> APIResponse {
            let text =
                (request.target.text.removingPercentEncoding ?? "")
                + String(decoding: request.body ?? [], as: UTF8.self)
            let asked = QueryChaosTests.hosts.indices.filter { number in
                ["\"", "\\\""].contains { text.contains("\($0)\(QueryChaosTests.hosts[number].canonical)\($0)") }
            }
            let (fate, size) = random.withLock { random in (random.next() % 24, 1 + Int(random.next() % 8)) }
            switch fate {
            case 0: throw TransportError(.timeout, "slow")
            case 1: throw TransportError(.connectionLost, "gone")
            case 2: return .json(429, "{}")
            case 3: return .json(503, "<html>down</html>")
            case 4: return .json(200, #"{"status":"Success","data":[{"id":1,"type":"Host","summ"#)
            case 5: return .json(200, #"{"status":"Success","count":9,"data":[]}"#)
            case 6: return .json(200, #"{"status":"Success","data":[{"type":"Host","summary":"no id"}]}"#)
            case 7: return .json(200, "<!DOCTYPE html><html><title>Blocked</title></html>")
            default:
                if asked.contains(where: QueryChaosTests.isPoison) { return .json([400, 414][Int(fate % 2)], "{}") }
                return page(asked, start: Self.start(text), size: size)
            }
        }

        private static func start(_ text: String) -> Int {
            text.firstMatch(of: /resultStart=([0-9]+)/).flatMap { Int($0.1) } ?? 0
        }

        /// The known ones of those asked, beside one that nobody asked about, a few on each page.
        private func page(_ asked: [Int], start: Int, size: Int) -> APIResponse {
            let known = asked.filter { QueryChaosTests.rating($0) != nil }
            let items =
                known.map { number in
                    let host = QueryChaosTests.hosts[number].canonical
                    let rating = QueryChaosTests.rating(number) ?? 0
                    return
                        #"{"id":\#(number + 1),"type":"Host","ownerName":"Example Org","summary":"\#(host)","rating":\#(rating)}"#
                } + [#"{"id":99999,"type":"Host","ownerName":"Example Org","summary":"other.example.com","rating":1}"#]
            let data = items.dropFirst(start).prefix(size)
            let next = start + size < items.count ? #","next":"https://public.example/api""# : ""
            return .json(
                200,
                #"{"status":"Success","count":\#(items.count),"data":[\#(data.joined(separator: ","))]\#(next)}"#
            )
        }
    }
}
