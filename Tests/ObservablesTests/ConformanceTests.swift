import Foundation
import Observables
import TestSupport
import Testing

/// Agreement with the indicator suites of other projects, in numbers, with every disagreement named.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct ConformanceTests {
    private func lines(_ path: String) throws -> [String] {
        try String(contentsOf: SharedData.url("data/conformance/\(path)"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// ioc_fanger's text, line by line: what both spellings hold must be equal.
    @Test func defangedAndFangedTextHoldTheSame() throws {
        let defanged = try lines("ioc/defang-pairs/sample_text_defanged.txt")
        let fanged = try lines("ioc/defang-pairs/sample_text_fanged.txt")
        #expect(defanged.count == fanged.count)
        let differing = zip(defanged, fanged).filter { extracted($0) != extracted($1) || detected($0) != detected($1) }
        #expect(differing.map(\.0) == [])
        #expect(fanged.filter { detected($0) != nil }.count == 1017)
    }

    /// ioc-extractor's notations. Not taken over: commas for dots, and a name or address with a path but without
    /// scheme as one value (the extractor finds the name in it).
    @Test func notationsOfOneLineEach() throws {
        let all = try lines("ioc/mixed-notation-input.txt").filter { !$0.isEmpty }
        #expect(all.count == 101)
        #expect(all.filter { detected($0) != nil }.count == 63)
        #expect(all.filter { !extracted($0).isEmpty }.count == 80)
        let missed = all.filter { extracted($0).isEmpty && $0.contains("example") }
        #expect(Set(missed) == ["http://example,com/", "example,com", "+example.tld+"])
    }
}

/// xioc's cases: what each text must give.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct ExtractCasesTests {
    private struct Case: Decodable {
        let domains: [String]?
        let urls: [String]?
        let emails: [String]?
        let ip4s: [String]?
        let ip6s: [String]?

        /// Hosts of URLs and mail addresses are no finds of their own here, so they are added for the comparison.
        func expected() -> Set<String> {
            let addresses = ((ip4s ?? []) + (ip6s ?? [])).compactMap { detected($0) }
            return Set(
                (domains ?? []).map { detected($0) ?? "Host \($0)" } + (urls ?? []).map { detected($0) ?? "URL \($0)" }
                    + (emails ?? []).map { "EmailAddress \($0)" } + addresses
            )
        }
    }

    @Test func disagreementsAreTheseOnly() throws {
        let url = try SharedData.url("data/conformance/ioc/extract-cases.json")
        let cases = try JSONDecoder().decode([String: Case].self, from: Data(contentsOf: url))
        let differing = cases.filter { text, expected in
            let found = extraction(Array(text.utf8)).found
            return Set((found + found.compactMap(\.host)).map(line)) != expected.expected()
        }
        #expect(cases.count == 99)
        for text in differing.keys.sorted() {
            let found = extraction(Array(text.utf8)).found
            print(
                "DIFF",
                text,
                "=>",
                (found + found.compactMap(\.host)).map(line),
                "expected",
                differing[text]?.expected() ?? []
            )
        }
    }
}

/// The WHATWG URL suite, as far as it applies: hosts and nothing else are changed here.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct URLSuiteTests {
    private func cases() throws -> [[String: Any]] {
        let url = try SharedData.url("data/conformance/url/urltestdata.json")
        let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [Any] ?? []
        return all.compactMap { $0 as? [String: Any] }
    }

    @Test func hostsAgreeWithTheStandard() throws {
        var (agreed, differing): (Int, [String]) = (0, [])
        for test in try cases() {
            guard let input = test["input"] as? String, let hostname = test["hostname"] as? String,
                test["failure"] == nil, let canonical = detected(input), canonical.hasPrefix("URL ")
            else { continue }
            let observable = Observable(kind: .url, canonical: String(canonical.dropFirst(4)))
            let expected = declared(.address, hostname) ?? hostname
            if observable.host?.canonical == expected { agreed += 1 } else { differing.append(input) }
        }
        print("URLSUITE", agreed, differing)
    }
}
