import Observables
import Sandbox
import TestSupport
import Testing
import ThreatConnect

/// No value can say more than itself: what is asked for is read back from the filter that goes over the wire, by the server's own parser.
struct TQLFuzzTests {
    private static let mutator = Mutator(
        [
            "evil.example", "a\"b", "x\\", "') or (\"", "a`b'c", "\" or summary like \"%", "é😀", "a,b\",\"c", "%22",
            "+ &=#?;/",
        ].map { Array($0.utf8) },
        tokens: ["\\\"", "\\\\", "\"", "'", "`", ")", "(", " or ", " and ", ",", "in", "%", "&tql=", "#", "\u{2028}"]
    )

    @Test func everyValueComesBackFromTheFilter() async throws {
        let empty = APIResponse.json(200, #"{"status":"Success","data":[],"count":0}"#)
        try await FuzzBudget("TQL", inputs: 2_000).run { random, seed in
            let values = Set((0..<Int.random(in: 1...5, using: &random)).map { _ in value(&random) })
            let owner = value(&random)
            let transport = ScriptedTransport(.success(empty))
            let client = ThreatConnectClient(
                settings: try .example(),
                transport: transport,
                environment: VirtualTime().environment,
                logger: silent
            )
            let form = QueryForm(owners: [owner], members: [], includesInactive: false, usesBody: false)
            let observables = values.sorted().map { Observable(kind: .mutex, canonical: $0) }
            var pack = client.pack(form.lane(of: observables[0]), form, limit: 1 << 20)
            for observable in observables {
                let isAdded = pack.add(observable)
                #expect(isAdded)
            }
            _ = try await client.intelligence(pack)
            let target = try #require(transport.requests.first?.target.text)
            let filter = target.split(separator: "?", maxSplits: 1)[1].split(separator: "&").first {
                $0.hasPrefix("tql=")
            }
            let text = try #require(filter.flatMap { PercentEncoding.decode(String($0.dropFirst(4))) })
            guard case .all(let parts) = try TQLParser.parse(text) else {
                Issue.record("\(seed): \(text)")
                return
            }
            #expect(Self.values(of: "ownerName", parts) == [owner], "\(seed): \(text)")
            #expect(Self.values(of: "summary", parts) == observables.map(\.canonical), "\(seed): \(text)")
            #expect(parts.count == 3, "\(seed): \(text)")
        }
    }

    private func value(_ random: inout SeededGenerator) -> String {
        let text = String(decoding: Self.mutator.text(&random), as: UTF8.self)
        return text.isEmpty ? "x" : text
    }

    private static func values(of keyword: String, _ parts: [TQLExpression]) -> [String] {
        parts.flatMap { part -> [String] in
            guard case .comparison(let comparison) = part, comparison.keyword == TQLKeyword(text: keyword) else {
                return []
            }
            return comparison.values.compactMap { if case .text(let text) = $0 { text } else { nil } }
        }
    }
}
