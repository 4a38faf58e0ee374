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
///
/// Of 99 cases 78 agree. The others, by reason: bare words `dot` and `at` (5), underscores belong to host names (4),
/// malformed labels are not repaired (3), mail addresses at IP addresses are no EmailAddress (3), masked local parts
/// are not guessed (1), `.zip` and `.cab` end files (2), a network is a CIDR (1), a bracketed label (1), a blank inside
/// a URL (1).
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct ExtractCasesTests {
    private struct Case: Decodable {
        let domains: [String]?
        let urls: [String]?
        let emails: [String]?
        let ip4s: [String]?
        let ip6s: [String]?

        /// In canonical form, what the detector does not accept as it is written there.
        func expected() -> Set<String> {
            let addresses = ((ip4s ?? []) + (ip6s ?? [])).compactMap { detected($0) }
            let domains = (domains ?? []).map { detected($0) ?? "Host \($0)" }
            let urls = (urls ?? []).map { detected($0) ?? "URL \($0)" }
            return Set(domains + urls + (emails ?? []).map { "EmailAddress \($0)" } + addresses)
        }
    }

    @Test func seventyEightOfNinetyNineAgree() throws {
        let url = try SharedData.url("data/conformance/ioc/extract-cases.json")
        let cases = try JSONDecoder().decode([String: Case].self, from: Data(contentsOf: url))
        let differing = cases.filter { text, expected in finds(text) != expected.expected() }
        #expect(cases.count == 99)
        #expect(differing.count == 21, "\(differing.keys.sorted())")
    }

    /// Hosts of URLs and mail addresses are no finds of their own here, but are in the suite.
    private func finds(_ text: String) -> Set<String> {
        let found = extraction(Array(text.utf8)).found
        return Set((found + found.compactMap(\.host)).map(line))
    }
}

/// The WHATWG URL suite, as far as it applies: hosts and nothing else are changed here.
@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct URLSuiteTests {
    private struct Case {
        let input: String
        /// Nil where the standard says failure.
        let hostname: String?
    }

    private func cases() throws -> [Case] {
        let url = try SharedData.url("data/conformance/url/urltestdata.json")
        let all = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [Any] ?? []
        return all.compactMap { $0 as? [String: Any] }.compactMap { test in
            (test["input"] as? String).map { Case(input: $0, hostname: test["hostname"] as? String) }
        }
    }

    private func hostOfURL(_ input: String) -> String? {
        guard let canonical = detected(input), canonical.hasPrefix("URL ") else { return nil }
        return Observable(kind: .url, canonical: String(canonical.dropFirst(4))).host?.canonical
    }

    /// The standard knows no host in `file://localhost` and keeps the host of unknown schemes (`sc:`) as written.
    @Test func hostsAgreeExceptForFilesAndUnknownSchemes() throws {
        let found = try cases().compactMap { test in
            test.hostname.flatMap { name in
                hostOfURL(test.input).map { (test.input, $0, declared(.address, name) ?? name) }
            }
        }
        let differing = found.filter { $0.1 != $0.2 }.map(\.0)
        #expect(found.count == 202)
        #expect(differing.filter { !$0.hasPrefix("file:") && !$0.hasPrefix("sc:") } == [])
        #expect(differing.count == 12)
    }

    /// Six hold Punycode that does not decode, which DNS allows; three have backslashes or ports where unknown
    /// schemes and `file:` may not have them; one has an escape in its zone.
    @Test func tenOf273FailuresOfTheStandardAreURLsHere() throws {
        let failures = try cases().filter { $0.hostname == nil }
        let accepted = failures.filter { hostOfURL($0.input) != nil }.map(\.input)
        #expect(failures.count == 273)
        #expect(accepted.count == 10, "\(accepted)")
    }
}
