import Foundation
import Tabular
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent, SharedData.reason))
struct JSONConformanceTests {
    /// Accepted although a parser may refuse them: escapes of half surrogate pairs, numbers of any size and precision, and
    /// 500 nested arrays. The other `i_` cases are not UTF-8, or begin with a byte order mark.
    private static let acceptedUndefined: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
        "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json", "i_object_key_lone_2nd_surrogate.json",
        "i_string_1st_surrogate_but_2nd_missing.json", "i_string_1st_valid_surrogate_2nd_invalid.json",
        "i_string_incomplete_surrogate_and_escape_valid.json", "i_string_incomplete_surrogate_pair.json",
        "i_string_incomplete_surrogates_escape_valid.json", "i_string_invalid_lonely_surrogate.json",
        "i_string_invalid_surrogate.json", "i_string_inverted_surrogates_U+1D11E.json",
        "i_string_lone_second_surrogate.json",
        "i_structure_500_nested_arrays.json",
    ]

    private func cases() throws -> [URL] {
        let folder = try SharedData.url("data/conformance/json/JSONTestSuite/test_parsing")
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
    }

    @Test func jsonTestSuiteIsJudgedAsItAsks() throws {
        let tokenizer = JSONLinesTokenizer(paths: [])
        let files = try cases()
        #expect(files.count > 300)
        for file in files {
            let name = file.lastPathComponent
            let isAccepted = tokenizer.problem(inValue: [UInt8](try Data(contentsOf: file))) == nil
            let mustBe = name.hasPrefix("y_") || Self.acceptedUndefined.contains(name)
            #expect(isAccepted == mustBe, "\(name)")
        }
    }

    /// The same texts as records; those of several lines are no JSON Lines.
    @Test func suiteCasesAsRecordsAreAcceptedIfTheyAreObjects() throws {
        for file in try cases() {
            let text = [UInt8](try Data(contentsOf: file))
            guard !text.contains(0x0A), !text.allSatisfy({ $0 == 0x20 }) else { continue }
            let problem = JSONLinesTokenizer(paths: []).problem(inValue: text)
            for terminator in [[], [0x0A], [0x0D, 0x0A]] as [[UInt8]] {
                let lines = TokenizedLines(text + terminator, paths: ["a"], member: nil)
                let isObject = text.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "{")
                let reason = problem?.reason ?? (isObject ? nil : .notAnObject)
                #expect(lines.rejected.map(\.reason) == (reason.map { [$0] } ?? []), "\(file.lastPathComponent)")
                #expect(lines.spans.count == (reason == nil ? 1 : 0), "\(file.lastPathComponent)")
            }
        }
    }

    /// Counts from the README of the data.
    @Test(arguments: [
        ("suricata-eve-all-types", 7, ["src_ip", "dns.rrname"]), ("suricata-alerts", 548, ["src_ip", "http.hostname"]),
        ("sysmon-ec2-rdp", 2_500, ["SourceIp", "Hashes"]), ("osquery-results", 266, ["columns.path"]),
        ("zeek-mixed-kafka", 1_346, ["dns.id.orig_h", "dns.answers"]), ("zeek-conn", 729, ["id.orig_h"]),
        ("zeek-dns", 625, ["query", "answers"]), ("zeek-ssh", 425, ["id.resp_h"]), ("zeek-http", 9, ["host"]),
        ("aws-waf", 38, ["httpRequest.headers.value"]),
        ("cloudtrail-records", 700, ["sourceIPAddress", "requestParameters"]),
    ])
    func realLogsAreReadCompletely(name: String, count: Int, paths: [String]) throws {
        let text = [UInt8](try Data(contentsOf: SharedData.url("data/logs/jsonl/\(name).jsonl")))
        let lines = TokenizedLines(text, paths: paths)
        #expect(lines.records.count == count)
        #expect(lines.rejected.isEmpty)
        for column in paths.indices { #expect(lines.records.contains { !$0[column].isEmpty }, "\(paths[column])") }
        #expect(lines.spans.flatMap { lines.bytes($0) } == text)
    }

    @Test func valuesAgreeWithFoundation() throws {
        let text = try Data(contentsOf: SharedData.url("data/logs/jsonl/sysmon-ec2-rdp.jsonl"))
        let paths = ["SourceIp", "CommandLine", "Hashes", "Message", "User", "Image"]
        let lines = TokenizedLines([UInt8](text), paths: paths)
        for (line, record) in zip(text.split(separator: 0x0A), lines.records) {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
            #expect(record == paths.map { object[$0] as? String ?? "" })
        }
    }
}
